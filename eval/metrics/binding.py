"""Binding: a figure that a page ties to a level and region must be said of that level and region.

It reads typed facts of the page and names in a sentence; it knows no citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.records import Fact
from eval.metrics.figures import Figure, find_figures, same_figure
from eval.page import Page
from eval.text import normalise, words


def misbound(sentence: str, page: Page) -> tuple[Figure, ...]:
    """The figures of `sentence` whose facts all belong to levels or regions it does not name.

    A sentence that names no level (or no region) is not judged on levels (or regions).
    """
    levels = _mentioned(sentence, _level_names(page))
    regions = _mentioned(sentence, [(r, n) for r, names in page.regions.items() for n in names])
    wrong = []
    for figure in find_figures(sentence, page.names):
        if not (figure.unit or figure.sign or figure.high):
            continue  # a bare number ("a crew of three") may be anything
        facts = list(_facts_of(figure, sentence, page))
        if facts and not any(_agrees(fact, levels, regions) for fact in facts):
            wrong.append(figure)
    return tuple(wrong)


def _agrees(fact: Fact, levels: set[str], regions: set[str]) -> bool:
    level = fact.level is None or not levels or str(fact.level) in levels
    return level and (fact.region is None or not regions or fact.region in regions)


def _facts_of(figure: Figure, sentence: str, page: Page) -> Iterable[Fact]:
    own = frozenset(words(sentence))
    for chunk in page.chunks:
        for fact in chunk.facts:
            there = frozenset(words(fact.text))
            for other in find_figures(fact.text, page.names):
                if same_figure(figure, own, other, there, fact.text):
                    yield fact


def _level_names(page: Page) -> list[tuple[str, str]]:
    return [
        (str(level.number), name)
        for level in page.levels
        for name in (
            level.title,
            level.label,
            *level.also_called,
            *page.short_titles.get(level.number, ()),
        )
    ]


def _mentioned(sentence: str, names: Sequence[tuple[str, str]]) -> set[str]:
    """Keys of `names` (key, name) found in `sentence`, longest first: "Senior X" is no "X"."""
    rest = normalise(sentence)
    found = set()
    for key, name in sorted(names, key=lambda pair: len(pair[1]), reverse=True):
        rest, count = re.subn(rf"\b{re.escape(normalise(name))}\b", " ", rest)
        if count:
            found.add(key)
    return found
