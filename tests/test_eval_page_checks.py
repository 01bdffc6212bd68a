"""Checks that need a page: binding of figures, and support of sentences by what they cite."""

from __future__ import annotations

import pytest
from eval_rows import make_row

from assistant.ingest.chunker import chunk_roadmap
from assistant.records import Roadmap
from eval.metrics.binding import misbound
from eval.metrics.support import unsupported_reason
from eval.page import Page, build_page


@pytest.fixture(scope="module")
def page(lighthouse_roadmap: Roadmap) -> Page:
    chunks = chunk_roadmap(lighthouse_roadmap, lambda text: len(text.split()))
    return build_page(lighthouse_roadmap, chunks)


def test_a_page_knows_its_units_labels_and_passages(page: Page) -> None:
    assert {"shell", "q", "tm", "year"} <= page.names.units
    assert page.names.labels == {"level", "rank"}
    assert "swimming test" in page.passage("faq-must-a-lighthouse-keeper-be-able-to-swim")
    assert page.passage("no-such-anchor") == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "A Lamplighter in Skerrivane earns 1,200–1,900 shells a month.",
        "1,200–1,900 shells a month.",
        "A Lens Warden has 7–12 years.",
        "The crew of three is led by a Station Keeper.",
    ],
)
def test_figures_of_the_level_and_region_named_are_bound(sentence: str, page: Page) -> None:
    assert misbound(sentence, page) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "A Wick Hand in Skerrivane earns 1,200–1,900 shells a month.",
        "A Lamplighter in Ostermar earns 1,200–1,900 shells a month.",
        "A Station Keeper has 7–12 years.",
    ],
)
def test_figures_of_another_level_or_region_are_misbound(sentence: str, page: Page) -> None:
    assert len(misbound(sentence, page)) == 1


PASSAGE = "Docker comes after MLflow, for packaging models. It took 30 days."


@pytest.mark.parametrize(
    "sentence",
    ["Docker comes after MLflow.", "Yes.", "After MLflow you learn Docker, for packaging models."],
)
def test_a_sentence_in_the_passage_s_words_is_supported(sentence: str, page: Page) -> None:
    assert unsupported_reason(sentence, [PASSAGE], page.names) == ""


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("It took 40 days.", "figure '40 day' is in no cited passage"),
        ("After MLflow comes Terraform.", "name 'Terraform' is in no cited passage"),
        ("Bakers knead dough at dawn.", "only 0% of its words are in the cited passages"),
    ],
)
def test_what_the_passage_does_not_say_is_unsupported(
    sentence: str, reason: str, page: Page
) -> None:
    assert unsupported_reason(sentence, [PASSAGE], page.names).startswith(reason)


def test_the_question_s_own_words_need_no_support(page: Page) -> None:
    said = "Docker packaging helps aspiring bakers."
    assert unsupported_reason(said, [PASSAGE], page.names)
    assert not unsupported_reason(said, [PASSAGE], page.names, question="I help an aspiring baker")


def test_support_by_a_whole_level_means_any_part_of_it(page: Page) -> None:
    row = make_row(support=("level-2", ("level-3-years", "level-3")))
    level, years = page.supporting(row)
    assert {"level-2", "level-2-years", "level-2-salary-ostermar"} <= level
    assert "level-3-years" not in level
    assert years == {"level-3-years", "level-3"}
