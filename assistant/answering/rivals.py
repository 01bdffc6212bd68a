"""Two items of a list set side by side: "which is dearer, the Seal or the Ribbon?".

Evidence is found for one thing at a time. Where a question names two moves or two certifications,
what the page says of one answers half of it: here the other is added. Knows a page's items by
name; does not judge what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answering.candidate import Candidate
from assistant.answering.coverage import Demand, DemandKind, unexplained
from assistant.answering.page import Gist, Page, Passage
from assistant.answering.text import Token, is_plural, stems
from assistant.answering.vocabulary import Vocabulary
from assistant.records import ChunkKind, Evidence

_KINDS = (ChunkKind.CERTIFICATION, ChunkKind.TRANSITION)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list: its passage, the words that name it, and its name as a phrase, which for
    a move is the role at its far end."""

    passage: Passage
    words: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]


class Rivals:
    """Finds the second of two items that are named together."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self._page = page
        self._between = frozenset(vocabulary.main.rivals)
        small = {stem for word in vocabulary.function_words for stem in stems(word)}
        plain = small | page.lexicon.role_stems
        roles = page.lexicon.full_role_names
        ends = {
            move.anchor: (stems(move.origin), stems(move.target))
            for move in page.roadmap.transitions
        }
        self._items: dict[ChunkKind, dict[str, _Item]] = {kind: {} for kind in _KINDS}
        for passage in page.of_kind(*_KINDS):
            chunk = passage.chunk
            names = ends.get(chunk.anchor, (stems(chunk.heading_path[-1]),))
            phrases = tuple(name for name in names if name and name not in roles)
            words = frozenset(stem for phrase in phrases for stem in phrase) - plain
            self._items[chunk.kind][chunk.id] = _Item(passage, words, phrases)

    def joined(self, candidate: Candidate, tokens: Sequence[Token]) -> Candidate:
        """The candidate, with what the page says of the item that the question names beside its
        own; as it is where there is no such item."""
        kind = self._kind(candidate)
        if kind is None:
            return candidate
        items = self._items[kind]
        own = items[candidate.chunks[0]]
        found = []
        for rival in items.values():
            if rival is own:
                continue
            ours, theirs = _named(own, rival, tokens), _named(rival, own, tokens)
            if ours and theirs and self._parted(ours, theirs, tokens):
                found.append((len(theirs), rival, min(theirs) < min(ours)))
        most = max((count for count, _, _ in found), default=0)
        best = [(rival, before) for count, rival, before in found if count == most]
        if len(best) != 1:
            return candidate
        rival, before = best[0]
        pair = (rival, own) if before else (own, rival)
        missing = unexplained(candidate.missing, rival.passage.gist)
        open_before = sum(demand.weight for demand in candidate.missing)
        open_now = sum(demand.weight for demand in missing)
        met = sum(d.weight for d in candidate.missing if d.is_topic and d not in missing)
        still = open_now / open_before if open_before else 0.0
        return replace(
            candidate,
            evidence=tuple(_evidence(item.passage) for item in pair),
            missing=missing,
            cover=1 - (1 - candidate.cover) * still,
            met=candidate.met + met,
            chunks=tuple(item.passage.chunk.id for item in pair),
        )

    def alike(
        self, candidate: Candidate, tokens: Sequence[Token], demands: Sequence[Demand]
    ) -> Candidate:
        """The candidate, with the other items that have the words asked for as well, where the
        question is put for several ("which of these are on Coursera?")."""
        kind = self._kind(candidate)
        words = [demand for demand in demands if demand.kind is DemandKind.WORD]
        if kind is None or not words or not _asks_for_several(tokens):
            return candidate
        items = self._page.of_kind(kind)
        found = [item for item in items if all(_says(item.gist, word) for word in words)]
        ids = tuple(item.chunk.id for item in found)
        if candidate.chunks[0] not in ids or not 1 < len(found) < len(items):
            return candidate
        evidence = tuple(
            replace(one, statement=f"- {one.statement}") for one in map(_evidence, found)
        )
        return replace(candidate, evidence=evidence, chunks=ids)

    def _kind(self, candidate: Candidate) -> ChunkKind | None:
        """The kind of the one item that the candidate rests on."""
        if len(candidate.chunks) != 1:
            return None
        kind = self._page.by_id[candidate.chunks[0]].chunk.kind
        return kind if kind in _KINDS else None

    def _parted(self, ours: set[int], theirs: set[int], tokens: Sequence[Token]) -> bool:
        """Whether one is named wholly before the other, with "or" or the like between them."""
        low, high = (ours, theirs) if max(ours) < min(theirs) else (theirs, ours)
        between = tokens[max(low) + 1 : min(high)] if max(low) < min(high) else ()
        return any(token.norm in self._between for token in between)


def _named(item: _Item, other: _Item, tokens: Sequence[Token]) -> set[int]:
    """Where the question says words that name `item` and not `other`, or its name in full."""
    said = [token.stem for token in tokens]
    for phrase in item.phrases:
        starts = [i for i in range(len(said)) if tuple(said[i : i + len(phrase)]) == phrase]
        longer = any(set(phrase) < set(name) for name in other.phrases)
        if starts and not (longer and starts[0] and said[starts[0] - 1] in other.words):
            return set(range(starts[0], starts[0] + len(phrase)))
    return {i for i, word in enumerate(said) if word in item.words - other.words}


def _says(gist: Gist, word: Demand) -> bool:
    """Whether a text has the very word, or a synonym: "course" is no "Coursera"."""
    return bool(set(word.stems) & gist.stems or word.groups & gist.groups)


def _asks_for_several(tokens: Sequence[Token]) -> bool:
    """Whether "which" goes with a plural: "which of these", "which ones", "which badges"."""
    norms = [token.norm for token in tokens if token.is_word]
    for one, two in pairwise(norms):
        if one in ("which", "what") and (two in ("of", "ones") or is_plural(two)):
            return "one" not in norms
    return False


def _evidence(passage: Passage) -> Evidence:
    """The whole item, under its name unless it says it: of two, each must say which it is."""
    chunk, name = passage.chunk, passage.chunk.heading_path[-1]
    text = " ".join(unit for unit in chunk.units if unit != name)
    return Evidence(chunk, chunk.text, text if name in text else f"{name}: {text}")
