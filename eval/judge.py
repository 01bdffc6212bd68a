"""Scores one answer against its row and its page. Pure: the same input gives the same judgement.

It knows no system and does no arithmetic over rows: see `summary`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.records import Sentence
from eval.dataset import Kind, Row
from eval.metrics.binding import misbound
from eval.metrics.citations import citation_precision, citation_recall
from eval.metrics.figures import find_figures, unstated
from eval.metrics.nuggets import missing_nuggets, nugget_recall, states
from eval.metrics.overlap import token_f1
from eval.metrics.support import unsupported_reason
from eval.page import Page
from eval.systems.base import SystemAnswer, anchor_of


@dataclass(frozen=True)
class Judgement:
    """What one answer was worth. `why` says in phrases why it is not `right`.

    None stands for "does not apply": no citation to be precise about, no reference to compare to.
    `loose_figures` are shown but in no cited quote, or bound to another level or region there;
    `wrong_figures` make an answer wrong; `unsupported` pairs each such sentence with the reason.
    """

    right: bool
    why: tuple[str, ...]
    nugget_recall: float | None
    figures: int
    loose_figures: tuple[str, ...]
    wrong_figures: tuple[str, ...]
    sentences: int
    unsupported: tuple[tuple[str, str], ...]
    citation_precision: float | None
    citation_recall: float | None
    token_f1: float | None


def judge(row: Row, answer: SystemAnswer, page: Page) -> Judgement:
    """Score `answer` to `row`, which was asked of `page`."""
    answered = row.answerable and row.kind is not Kind.SMALL_TALK
    wrong = wrong_figures(row, answer, page)
    why = tuple(_faults(row, answer, wrong))
    shown = answer.sentences if not answer.abstained and row.kind is not Kind.SMALL_TALK else ()
    reasons = [(s.text, _why_unsupported(s, row, answer, page)) for s in shown]
    groups = page.supporting(row)
    cited = answered and not answer.abstained
    return Judgement(
        right=not why,
        why=why,
        nugget_recall=nugget_recall(answer.text, row.must) if answered else None,
        figures=len(find_figures(answer.text, page.names)),
        loose_figures=tuple(f for s in shown for f in _loose_figures(s, row, answer, page)),
        wrong_figures=wrong,
        sentences=len(shown),
        unsupported=tuple((text, reason) for text, reason in reasons if reason),
        citation_precision=citation_precision(answer.anchors, groups) if cited else None,
        citation_recall=citation_recall(answer.anchors, groups) if answered else None,
        token_f1=token_f1(answer.text, row.reference) if answered and row.reference else None,
    )


def wrong_figures(row: Row, answer: SystemAnswer, page: Page) -> tuple[str, ...]:
    """Figures that must not be shown, are not on the page, or stand in an abstention or chat.

    A figure of the question may be repeated ("yes, ₹60 LPA is within ...") except in an abstention.
    So may one that the row itself asks for, as where skills are counted. A range that leaves out
    its unit is inexact, and wrong only when no such range is on the page.
    """
    if answer.abstained or row.kind is Kind.SMALL_TALK:
        shown = find_figures(answer.text, page.names, spelled=False)
        return tuple(figure.text for figure in shown)
    forbidden = [w for w in row.must_not if any(map(str.isdigit, w)) and states(answer.text, w)]
    known = "\n".join((*row.turns, *(wording for nugget in row.must for wording in nugget)))
    absent = unstated(answer.text, page.texts, page.names, allowed=known, bare_ranges=True)
    return (*forbidden, *(figure.text for figure in absent))


def _faults(row: Row, answer: SystemAnswer, wrong: tuple[str, ...]) -> list[str]:
    """Why the answer is not right; empty when it is."""
    if answer.error:
        return [f"failed: {answer.error}"]
    faults = [f"wrong figure: {figure}" for figure in wrong]
    if row.kind is Kind.SMALL_TALK:
        return faults
    faults += [
        f"must not say: {w}" for w in row.must_not if w not in wrong and states(answer.text, w)
    ]
    if row.answerable and answer.abstained:
        return [*faults, "abstained from an answerable question"]
    if not row.answerable:
        return faults if answer.abstained else [*faults, "answered what the page does not cover"]
    missing = missing_nuggets(answer.text, row.must)
    return [*faults, *(f"does not say: {' | '.join(nugget)}" for nugget in missing)]


def _why_unsupported(sentence: Sentence, row: Row, answer: SystemAnswer, page: Page) -> str:
    cited = [c for c in answer.citations if _rests_on(sentence, c.n)]
    passages = [text for c in cited for text in (page.passage(anchor_of(c)), c.quote)]
    return unsupported_reason(sentence.text, passages, page.names, question="\n".join(row.turns))


def _loose_figures(
    sentence: Sentence, row: Row, answer: SystemAnswer, page: Page
) -> tuple[str, ...]:
    quotes = [c.quote for c in answer.citations if _rests_on(sentence, c.n)]
    unquoted = unstated(sentence.text, quotes, page.names, allowed="\n".join(row.turns))
    astray = misbound(sentence.text, page)
    return tuple(dict.fromkeys(figure.text for figure in (*unquoted, *astray)))


def _rests_on(sentence: Sentence, number: int) -> bool:
    """A sentence without citations of its own is held against all the answer cites."""
    return not sentence.citations or number in sentence.citations
