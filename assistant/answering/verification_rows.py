"""Sentences about the page's rows: a level's pay, years, skills and responsibilities.

A row is a figure or a list with a level and perhaps a region; a sentence may say it in any order
with the words of the row's kind. Knows no prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.verification_alignment import Aligner
from assistant.answering.verification_atoms import Atom
from assistant.answering.verification_words import Words
from assistant.records import Chunk, ChunkKind

_FIGURES = frozenset({ChunkKind.SALARY, ChunkKind.YEARS})
_LISTS = frozenset({ChunkKind.SKILLS, ChunkKind.RESPONSIBILITIES})


@dataclass(frozen=True, slots=True)
class Slots:
    """What a row is bound to, as atom keys; "" where it is bound to nothing."""

    level: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is stated: its slots and the atoms beyond them and the words of its kind."""

    kind: ChunkKind
    slots: Slots
    content: tuple[Atom, ...]

    @property
    def listing(self) -> bool:
        return self.kind in _LISTS


def read_row(chunk: Chunk, stated: Sequence[Atom], own_level: str, words: Words) -> Row | None:
    """The row that a statement of `chunk` is, or None when it says more than the row.

    `own_level` is the key of the level whose title is the role's own name, "" without one.
    """
    if chunk.level is None or chunk.kind not in _FIGURES | _LISTS:
        return None
    slots = Slots(f"level {chunk.level}", f"region {chunk.region}" if chunk.region else "")
    if chunk.kind in _LISTS:
        start = next((k for k, atom in enumerate(stated) if ":" in atom.marks), 0)
        return Row(chunk.kind, slots, tuple(stated[start:])) if start else None
    content = tuple(a for a in stated if not _of_frame(a, words.frame(chunk.kind)))
    figures = [a for a in content if a.kind == "figure"]
    others = [a for a in content if a.kind == "word"]
    levels = {named_level(a, own_level) for a in content if a.kind in ("level", "role")}
    fits = len(figures) == 1 and not others and levels <= {slots.level}
    return Row(chunk.kind, slots, tuple(figures)) if fits else None


def named_level(atom: Atom, own_level: str) -> str:
    """The level an atom names; the role alone names the level that bears its name."""
    return own_level if atom.kind == "role" and own_level else atom.key


def subject_of(said: Sequence[Atom], own_level: str, before: Slots) -> Slots:
    """The level and region a part of a sentence is about; what it leaves out comes from before."""
    levels = [named_level(a, own_level) for a in said if a.kind in ("level", "role")]
    regions = [a.key for a in said if a.kind == "region"]
    return Slots(
        levels[0] if levels else before.level,
        regions[0] if regions else before.region,
    )


def says_row(
    said: Sequence[Atom], row: Row, only: Slots, before: Slots, own_level: str, words: Words
) -> bool:
    """Whether `said` says `row`. `only` holds what all evidence shares, `before` what the
    sentence said last: either may fill in what this part leaves out."""
    frame = words.frame(row.kind)
    levels = [named_level(a, own_level) for a in said if a.kind in ("level", "role")]
    regions = {a.key for a in said if a.kind == "region"} or {before.region or only.region}
    if row.slots.region and regions != {row.slots.region}:
        return False
    if not row.slots.region and regions - {""} and any(a.kind == "region" for a in said):
        return False
    if row.listing:
        return _says_list(said, row, only, before, own_level, words)
    if set(levels or [before.level or only.level]) != {row.slots.level}:
        return False
    if not _plainly_joined(said) or (before == Slots() and not _states(said, frame)):
        return False
    rest = [a for a in said if a.kind in ("figure", "word") and not _of_frame(a, frame)]
    return [a.key for a in rest] == [row.content[0].key]


def _plainly_joined(said: Sequence[Atom]) -> bool:
    """Whether nothing but commas and brackets stands between the parts of a row."""
    marks = {mark for atom in said for mark in atom.marks}
    return marks <= set(",()") and not any("agent" in atom.direction for atom in said)


def _states(said: Sequence[Atom], frame: frozenset[str]) -> bool:
    """Whether there is a form of "be" or a word of the row's kind: more than names and figures."""
    return any(atom.be or _of_frame(atom, frame) for atom in said)


def _says_list(
    said: Sequence[Atom], row: Row, only: Slots, before: Slots, own_level: str, words: Words
) -> bool:
    """Whether `said` names the level first or last and then items of the list, in order."""
    frame = words.frame(row.kind)
    known = {atom.key for atom in row.content}
    kept = [a for a in said if a.key in known or not _of_frame(a, frame)]
    for at in (0, len(kept) - 1):
        atom = kept[at] if kept else None
        if atom and _names_level(atom) and named_level(atom, own_level) == row.slots.level:
            items = [*kept[:at], *kept[at + 1 :]]
            break
    else:
        named = any(_names_level(a) and a.key not in known for a in kept)
        if named or (before.level or only.level) != row.slots.level:
            return False
        items = kept
    if not items:
        return False
    # The words of the row's kind go with the level, before or behind the items.
    within = said[said.index(items[0]) : said.index(items[-1]) + 1]
    if len(within) - len(items) > 1 or not _plainly_joined(said[: said.index(items[0])]):
        return False
    first, *others = items
    opened = (replace(first.bare(), preposition="", direction=""), *others)
    return Aligner(words).fits(opened, row.content, listing=True)


def _names_level(atom: Atom) -> bool:
    return atom.kind in ("level", "role")


def _of_frame(atom: Atom, frame: frozenset[str]) -> bool:
    return atom.kind == "word" and atom.surface in frame
