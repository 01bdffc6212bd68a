"""What a page says, in the form metrics need: its passages by anchor, its names, its units.

Built from the corpus' own records; it knows no system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.records import Chunk, Level, Roadmap
from eval.dataset import Row
from eval.metrics.figures import COMMON_UNITS, Names
from eval.text import normalise, words


@dataclass(frozen=True)
class Page:
    """One roadmap page as ground truth. `passages` maps an anchor to its headings and text.

    `short_titles` maps a level's number to what is left of its title without the role: "Senior".
    """

    slug: str
    passages: Mapping[str, str]
    chunks: tuple[Chunk, ...]
    levels: tuple[Level, ...]
    regions: Mapping[str, tuple[str, ...]]
    names: Names
    short_titles: Mapping[int, tuple[str, ...]]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every passage's text."""
        return tuple(self.passages.values())

    def supporting(self, row: Row) -> tuple[frozenset[str], ...]:
        """The support groups of `row`; one that names a whole level means any part of it."""
        whole = {level.anchor: level.number for level in self.levels}
        groups = []
        for group in row.support_groups:
            numbers = {whole[anchor] for anchor in group if anchor in whole}
            parts = {c.anchor for c in self.chunks if c.level in numbers}
            groups.append(group | parts if group <= whole.keys() else group)
        return tuple(groups)

    def passage(self, anchor: str) -> str:
        """The passage at `anchor`, or "" where the page has none."""
        return self.passages.get(anchor, "")


def build_page(roadmap: Roadmap, chunks: Iterable[Chunk]) -> Page:
    """The page of `roadmap`; `chunks` may hold those of other roadmaps too."""
    own = tuple(chunk for chunk in chunks if chunk.roadmap == roadmap.slug)
    passages: dict[str, str] = {}
    for chunk in own:
        head = passages.get(chunk.anchor, " · ".join((roadmap.role, *chunk.heading_path)))
        extra = "\n".join(chunk.questions) if chunk.kind == "faq" else ""
        passages[chunk.anchor] = "\n".join(part for part in (head, extra, chunk.text) if part)
    return Page(
        slug=roadmap.slug,
        passages=passages,
        chunks=own,
        levels=roadmap.levels,
        regions={r.name: (r.name, *r.also_called) for r in roadmap.regions},
        names=Names(
            numbered=_numbered_names(roadmap),
            labels=_label_words(roadmap),
            proper=(
                roadmap.role,
                *(n for level in roadmap.levels for n in (level.label, level.title)),
                *(r.name for r in roadmap.regions),
            ),
            units=_units(roadmap),
        ),
        short_titles=_short_titles(roadmap),
    )


def _numbered_names(roadmap: Roadmap) -> tuple[str, ...]:
    """Names on the page with a number in them, longest first: their numbers are no figures."""
    named = [roadmap.title, *(faq.question for faq in roadmap.faqs)]
    named += [item.name for item in (*roadmap.certifications, *roadmap.mistakes)]
    named += [name for level in roadmap.levels for name in (level.title, *level.also_called)]
    named += [section.heading for section in roadmap.sections]
    found = {normalise(name) for name in named if re.search(r"\d", name)}
    return tuple(sorted(found, key=len, reverse=True))


def _label_words(roadmap: Roadmap) -> frozenset[str]:
    """Words that number a level here ("level", "rank"), plus "level" itself."""
    labels = (words(level.label) for level in roadmap.levels)
    return frozenset({"level"} | {label[0] for label in labels if len(label) > 1})


def _units(roadmap: Roadmap) -> frozenset[str]:
    own = {word for r in roadmap.regions for word in words(f"{r.currency} {r.unit}")}
    return COMMON_UNITS | (own - {"a", "per"})


def _short_titles(roadmap: Roadmap) -> dict[int, tuple[str, ...]]:
    found = {}
    for level in roadmap.levels:
        rest = level.title.removesuffix(roadmap.role).strip()
        if rest and rest != level.title:
            found[level.number] = tuple(part.strip() for part in rest.split("/"))
    return found
