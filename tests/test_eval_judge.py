"""What makes one answer right, and what its citations are worth."""

from __future__ import annotations

import pytest
from eval_rows import SALARY_TEXT, make_answer, make_row

from assistant.ingest.chunker import chunk_roadmap
from assistant.ingest.reader import read_roadmap
from assistant.records import Roadmap
from assistant.settings import Settings
from eval.dataset import Kind, load_split
from eval.judge import judge
from eval.page import Page, build_page
from eval.systems.base import SystemAnswer
from eval.world import roadmaps_of


@pytest.fixture(scope="module")
def page(lighthouse_roadmap: Roadmap) -> Page:
    chunks = chunk_roadmap(lighthouse_roadmap, lambda text: len(text.split()))
    return build_page(lighthouse_roadmap, chunks)


def test_a_full_cited_answer_is_right(page: Page) -> None:
    judgement = judge(make_row(reference=SALARY_TEXT), make_answer(), page)
    assert judgement.right
    assert judgement.why == ()
    assert (judgement.nugget_recall, judgement.token_f1) == (1.0, 1.0)
    assert (judgement.citation_precision, judgement.citation_recall) == (1.0, 1.0)
    assert (judgement.figures, judgement.wrong_figures, judgement.loose_figures) == (1, (), ())
    assert (judgement.sentences, judgement.unsupported) == (1, ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A Lamplighter earns well.", "does not say: 1,200–1,900 shells"),
        (SALARY_TEXT + " It is wicked.", "must not say: wicked"),
        (SALARY_TEXT + " Not 700–1,250 shells.", "wrong figure: 700–1,250 shells"),
        (SALARY_TEXT + " Or 5,000 shells.", "wrong figure: 5000 shell"),
    ],
)
def test_why_an_answer_is_not_right(text: str, why: str, page: Page) -> None:
    judgement = judge(make_row(), make_answer(text), page)
    assert not judgement.right
    assert judgement.why == (why,)


def test_an_abstention_from_an_answerable_question_is_not_right(page: Page) -> None:
    judgement = judge(make_row(), make_answer("Not on the page.", abstained=True), page)
    assert judgement.why == ("abstained from an answerable question",)
    assert judgement.citation_precision is None


def test_what_the_page_does_not_cover_wants_an_abstention_without_figures(page: Page) -> None:
    row = make_row(kind=Kind.NEAR_MISS, answerable=False, turns=("pay of a baker?",))
    refused = make_answer("The page does not cover bakers.", anchors=(), abstained=True)
    assert judge(row, refused, page).right
    assert not judge(row, make_answer(), page).right
    with_figure = make_answer("No bakers here, but 80 shells.", anchors=(), abstained=True)
    assert judge(row, with_figure, page).wrong_figures == ("80 shell",)


def test_an_abstention_may_name_a_level(page: Page) -> None:
    row = make_row(kind=Kind.NEAR_MISS, answerable=False)
    refused = make_answer("Not covered. See Rank 3: Lens Warden.", anchors=(), abstained=True)
    assert judge(row, refused, page).right


def test_small_talk_is_right_without_figures(page: Page) -> None:
    row = make_row(kind=Kind.SMALL_TALK, turns=("hello",), must=(), support=())
    assert judge(row, make_answer("Hello! Ask me about the page.", anchors=()), page).right
    assert not judge(row, make_answer("Hello! I know 5 levels.", anchors=()), page).right


def test_a_figure_of_the_question_may_be_repeated(page: Page) -> None:
    row = make_row(turns=("I earn 1,500 shells, what am I?",), must=(("Lamplighter",),))
    text = "1,500 shells is what a Lamplighter earns: 1,200–1,900 shells a month."
    assert judge(row, make_answer(text), page).right


def test_a_figure_outside_the_quote_or_of_another_level_is_loose(page: Page) -> None:
    quoted_otherwise = judge(make_row(), make_answer(quote="a month"), page)
    assert quoted_otherwise.right
    assert quoted_otherwise.loose_figures == ("1200–1900 shell",)
    astray = make_answer("A Wick Hand in Skerrivane earns 1,200–1,900 shells a month.")
    assert judge(make_row(), astray, page).loose_figures == ("1200–1900 shell",)


def test_citations_are_held_against_the_support(page: Page) -> None:
    judgement = judge(make_row(), make_answer(anchors=("overview", "level-2")), page)
    assert (judgement.citation_precision, judgement.citation_recall) == (0.5, 1.0)
    assert judge(make_row(), make_answer(anchors=()), page).citation_recall == 0.0


def test_a_failed_system_is_not_right(page: Page) -> None:
    assert judge(make_row(), SystemAnswer("", error="broke"), page).why == ("failed: broke",)


def test_the_references_of_dev_are_judged_right() -> None:
    """What authors wrote as right answers is; the rest count things or shorten a name."""
    settings = Settings()
    roadmaps = [read_roadmap(path) for path in roadmaps_of("dev", settings)]
    pages = {
        r.slug: build_page(r, chunk_roadmap(r, lambda text: len(text.split()))) for r in roadmaps
    }
    rows = [row for row in load_split("dev") if row.answerable and row.reference]
    right = [judge(row, SystemAnswer(row.reference), pages[row.roadmap]).right for row in rows]
    assert sum(right) / len(right) >= 0.98
