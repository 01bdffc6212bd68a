"""Blocks of text to parts of bounded length, cut between sentences and list items only.

Knows nothing about what the text says; the token counter is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.ingest.units import split_sentences
from assistant.records import Block

_NEXT_LINE = "\n"
_NEXT_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text with its units (sentences and list items), each a substring of it."""

    text: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence or list item and the white space that parts it from the unit before."""

    gap: str
    text: str


def pack(
    blocks: Sequence[Block], count_tokens: Callable[[str], int], max_tokens: int
) -> tuple[Part, ...]:
    """Fill parts with whole units up to `max_tokens`; a longer unit stands alone.

    Units that lead in what follows ("… in this order:") stay with it.
    """
    parts: list[list[_Unit]] = []
    for group in _groups(_units(blocks)):
        joined = [*parts[-1], *group] if parts else group
        if parts and count_tokens(_join(joined)) <= max_tokens:
            parts[-1] = joined
        else:
            parts.append(group)
    return tuple(Part(_join(part), tuple(unit.text for unit in part)) for part in parts)


def whole(blocks: Sequence[Block]) -> Part:
    """All of `blocks` as one part, however long."""
    units = _units(blocks)
    return Part(_join(units), tuple(unit.text for unit in units))


def blocks_of(text: str) -> tuple[Block, ...]:
    """A record's plain text as blocks: blank lines part them, and a block of lines is a list."""
    return tuple(
        Block(items=tuple(part.split("\n"))) if "\n" in part else Block(part)
        for part in text.split("\n\n")
        if part
    )


def _units(blocks: Sequence[Block]) -> list[_Unit]:
    units: list[_Unit] = []
    for block in blocks:
        if block.text:
            units += _sentences(block.text)
        else:
            gaps = (_NEXT_PARAGRAPH, *(_NEXT_LINE for _ in block.items[1:]))
            units += [_Unit(gap, item) for gap, item in zip(gaps, block.items, strict=True)]
    return units


def _sentences(text: str) -> list[_Unit]:
    """The sentences of a paragraph, each with the very white space that stands before it."""
    units: list[_Unit] = []
    position = 0
    for sentence in split_sentences(text):
        start = text.index(sentence, position)
        units.append(_Unit(text[position:start] if units else _NEXT_PARAGRAPH, sentence))
        position = start + len(sentence)
    return units


def _groups(units: list[_Unit]) -> list[list[_Unit]]:
    """Units that may not be parted: one that ends in a colon belongs to the next."""
    groups: list[list[_Unit]] = []
    for unit in units:
        if groups and groups[-1][-1].text.endswith(":"):
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return groups


def _join(units: Sequence[_Unit]) -> str:
    return "".join(unit.gap * bool(index) + unit.text for index, unit in enumerate(units))
