"""The words of a page: levels and regions as people name them."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, lexicon, roadmap

from assistant.answering.text import tokenise


def levels(text: str, page: str) -> list[int]:
    mentions = lexicon(page).level_mentions(tokenise(text))
    return [number for match in mentions for number in match.value.numbers]


def regions(text: str, page: str) -> list[str]:
    return [match.value for match in lexicon(page).region_mentions(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("level 2", [2]),
        ("lvl two", [2]),
        ("L3", [3]),
        ("grade III", [3]),
        ("the second level", [2]),
        ("2nd level", [2]),
        ("last level", [4]),
        ("levels 2 and 3", [2, 3]),
        ("junior vs senior", [1, 3]),
        ("Sr. people", [3]),
        ("entry level", [1]),
        ("mid level", [2]),
        ("staff engineer", [4]),
        ("principal", [4]),
        ("the weather", []),
    ],
)
def test_levels_are_found_by_number_title_and_seniority(text: str, numbers: list[int]) -> None:
    assert levels(text, ML) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("rank 5", [5]),
        ("Wickie", [1]),
        ("a Rock Captain", [4]),
        ("marshals", [5]),
        ("level 3", [3]),
    ],
)
def test_a_page_brings_its_own_names_for_levels(text: str, numbers: list[int]) -> None:
    assert levels(text, LIGHTHOUSE) == numbers


@pytest.mark.parametrize("page", [ML, LIGHTHOUSE])
def test_every_title_and_label_names_its_level(page: str) -> None:
    for level in roadmap(page).levels:
        assert levels(level.label, page) == [level.number]
        for name in (level.title, *level.also_called):
            if name != roadmap(page).role:
                assert levels(f"what does a {name} do", page) == [level.number]


def test_a_level_that_the_ladder_lacks_is_unknown() -> None:
    (mention,) = lexicon(ML).level_mentions(tokenise("level 9"))
    assert mention.value.unknown
    assert mention.value.numbers == ()


def test_words_of_seniority_are_told_from_the_titles_of_the_page() -> None:
    (own,) = lexicon(ML).level_mentions(tokenise("senior"))
    (general,) = lexicon(ML).level_mentions(tokenise("entry level"))
    assert own.value.by_title
    assert not general.value.by_title


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in the US", ["US"]),
        ("USA and India", ["US", "India"]),
        ("the United States", ["US"]),
        ("Bharat", ["India"]),
        ("Germany", []),
    ],
)
def test_regions_are_found_by_their_names(text: str, names: list[str]) -> None:
    assert regions(text, ML) == names


def test_a_page_brings_its_own_names_for_regions() -> None:
    for region in roadmap(LIGHTHOUSE).regions:
        for name in (region.name, *region.also_called):
            assert regions(f"pay at {name}", LIGHTHOUSE) == [region.name]


def test_a_country_code_counts_in_capitals_only() -> None:
    assert lexicon(ML).region_codes(tokenise("pay IN IN")) != ()
    assert lexicon(ML).region_codes(tokenise("pay in india")) == ()


def test_initials_of_a_region_count_in_capitals_only() -> None:
    page = lexicon(LIGHTHOUSE)
    assert [m.value for m in page.region_codes(tokenise("pay in LF"))] == ["Low Fingers"]
    assert page.region_codes(tokenise("pay in lf")) == ()
    assert page.region_codes(tokenise("pay in S")) == ()
