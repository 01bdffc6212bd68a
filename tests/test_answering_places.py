"""Which country a place name means."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, gazetteer, lexicon

from assistant.answering.places import Place
from assistant.answering.text import tokenise


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Spain", "ES"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("hyd", "IN"),
        ("Bombay", "IN"),
        ("California", "US"),
        ("Silicon Valley", "US"),
    ],
)
def test_countries_and_vocabulary_names_are_sure(name: str, code: str) -> None:
    (match,) = gazetteer().countries(tokenise(name))
    assert (match.value.country, match.value.sure) == (code, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Berlin", "DE"), ("Tokyo", "JP"), ("Bangalore", "IN"), ("New York", "US"), ("Reading", "GB")],
)
def test_a_city_may_also_be_an_ordinary_word(name: str, code: str) -> None:
    (match,) = gazetteer().cities(tokenise(name))
    assert (match.value.country, match.value.sure) == (code, False)


def test_an_area_is_no_single_country() -> None:
    (match,) = gazetteer().countries(tokenise("Europe"))
    assert match.value.country == ""


@pytest.mark.parametrize("text", ["polishing my CV", "polished brass"])
def test_another_form_of_a_name_is_no_place(text: str) -> None:
    assert gazetteer().countries(tokenise(text)) == ()
    assert gazetteer().countries(tokenise("Polish keepers"))


def test_the_code_of_a_country_is_found_by_name() -> None:
    assert gazetteer().country_of("India") == "IN"
    assert gazetteer().country_of("Skerrivane") == ""


def test_a_place_lies_in_the_region_that_is_its_country() -> None:
    assert lexicon(ML).region_of(Place("Bengaluru", "IN", False)) == "India"
    assert lexicon(ML).region_of(Place("Berlin", "DE", False)) is None
    assert lexicon(ML).region_of(Place("europe", "", True)) is None


def test_invented_regions_lie_in_no_country() -> None:
    assert lexicon(LIGHTHOUSE).region_of(Place("Bengaluru", "IN", False)) is None
