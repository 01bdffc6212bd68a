"""Which of the loaded roadmaps a question is about.

The one asked from, unless another loaded role is named outright and its page answers the question
more surely; without either, the one of the conversation; else the page that the question's own
words fit best.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.conversation import Frame
from assistant.answering.planner import Planner
from assistant.answering.text import Token, tokenise
from assistant.search.index import Index


def choose(
    question: str,
    planners: Sequence[Planner],
    roadmap: str | None,
    before: Frame | None,
    index: Index,
) -> Planner | None:
    """The planner of the page to answer from; None when no roadmap is loaded."""
    by_slug = {planner.page.roadmap.slug: planner for planner in planners}
    current = by_slug.get(roadmap or "") or by_slug.get(before.roadmap if before else "")
    talked = by_slug.get(before.roadmap if before else "")
    if talked and talked is not current and _continues(talked, question):
        current = talked
    tokens = tokenise(question)
    own = _titles(current, tokens) if current else frozenset()
    named = [planner for planner in planners if _names(planner, tokens) - own]
    if current and (current in named or not named or len(own) > 1):
        return current
    if len(named) == 1:
        other = named[0]
        mentioned = current and current.reader.read(question).other_roles
        if current and mentioned and _surety(current, question, before) > _surety(other, question):
            return current  # "does a move to X pay?": X is a move of this page
        return other
    if current or len(planners) < 2:
        return current or (planners[0] if planners else None)
    return _nearest(question, named or planners, index)


def _continues(planner: Planner, question: str) -> bool:
    """Whether the question refers back to a conversation about this page."""
    flags = planner.reader.read(question).flags
    return bool(flags & {"follow_up", "correction", "same", "next", "previous", "other_region"})


def _names(planner: Planner, tokens: Sequence[Token]) -> frozenset[int]:
    """Where the question names this page's role, or one of its titles of several words, in full:
    as the page spells it, for "announced" is no announcer."""
    found = planner.page.lexicon.full_names.find(tokens)
    spelt = planner.page.vocabulary_words
    return frozenset(
        i
        for match in found
        for last in [tokens[match.end - 1].norm]
        if {last, last.removesuffix("s")} & spelt
        for i in range(match.start, match.end)
    )


def _titles(planner: Planner, tokens: Sequence[Token]) -> frozenset[int]:
    """Where the question names one of this page's titles by its own words."""
    found = planner.page.lexicon.level_mentions(tokens)
    return frozenset(i for m in found if m.value.by_title for i in range(m.start, m.end))


def _surety(planner: Planner, question: str, before: Frame | None = None) -> float:
    """How surely the page answers the question: 0 where it does not."""
    plan = planner.plan(question, before)
    return plan.confidence if plan.candidate else 0.0


def _nearest(question: str, planners: Sequence[Planner], index: Index) -> Planner:
    """By levels and regions named, then by the best passage."""
    slugs = {planner.page.roadmap.slug for planner in planners}
    hits = [hit for hit in index.search(question, k=24) if hit.chunk.roadmap in slugs]
    best = dict.fromkeys(slugs, 0.0)
    for hit in hits:
        best[hit.chunk.roadmap] = max(best[hit.chunk.roadmap], hit.dense)

    def fit(planner: Planner) -> float:
        reading = planner.reader.read(question)
        slots = 0.2 * bool(reading.regions) + 0.2 * bool(reading.levels and reading.by_title)
        return best[planner.page.roadmap.slug] + slots

    return max(planners, key=fit)
