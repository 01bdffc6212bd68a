"""Which drafted sentences may be shown: those that evidence says, with every figure bound to the
same level, region and subject as there.

A sentence passes when it is a statement of the evidence with whole parts left out or moved, or
says a row of the page in the words of its kind; one sentence may join several such parts. When in
doubt it does not pass: a refused sentence costs a quotation, a wrong one costs trust. Knows no
question, no model and no page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.lexicon import Lexicon
from assistant.answering.text import stems
from assistant.answering.verification_alignment import Aligner
from assistant.answering.verification_atoms import Atom, AtomReader
from assistant.answering.verification_form import misformed
from assistant.answering.verification_moves import orders, out_of_sequence, statements
from assistant.answering.verification_rows import Row, Slots, read_row, says_row, subject_of
from assistant.answering.verification_words import load_words
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, Evidence, Verdict

# A sentence joins at most this many statements.
_PARTS = 3
# A part has a subject and something said of it.
_CLAUSE = 3
# Orders tried on one statement before giving up; keeps a sentence under 5 ms.
_ORDERS = 80


_JOINING = frozenset({"list", "contrast"})


@dataclass(frozen=True, slots=True)
class _Statement:
    """Evidence, read: its atoms, its row where it is one, and what it may be said like; `alone`
    only by a sentence that says nothing else."""

    atoms: tuple[Atom, ...]
    row: Row | None
    forms: tuple[tuple[Atom, ...], ...]
    alone: tuple[tuple[Atom, ...], ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Case:
    """The evidence of one call: its statements, what all share, whether they are one page's."""

    statements: tuple[_Statement, ...]
    only: Slots
    own_level: str


class Verifier:
    """Verifies sentences about the pages of `lexicons` (slug -> lexicon). Thread-safe."""

    def __init__(self, lexicons: Mapping[str, Lexicon], vocabulary: Vocabulary) -> None:
        self._words = load_words(vocabulary)
        self._readers = {slug: AtomReader(lex, self._words) for slug, lex in lexicons.items()}
        self._own_levels = {slug: _own_level(lexicon) for slug, lexicon in lexicons.items()}
        self._aligner = Aligner(self._words)
        self._read = lru_cache(maxsize=2048)(self._read_statement)

    def verify(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        """Whether `evidence` says `sentence`, and which items of it do."""
        pages = {item.chunk.roadmap for item in evidence}
        if len(pages) != 1 or not pages <= self._readers.keys():
            return Verdict(sentence, False, reason="the evidence is not of one loaded page")
        text = " ".join(item.statement for item in evidence)
        reason = misformed(sentence, text, self._words)
        if reason:
            return Verdict(sentence, False, reason=reason)
        slug = pages.pop()
        said = self._readers[slug].read(sentence)
        case = self._case(slug, evidence)
        support = self._support(said, case) if said and not said[0].joined else ()
        if support:
            return Verdict(sentence, True, tuple(sorted(set(support))))
        return Verdict(sentence, False, reason=_reason(said, case))

    def uncovered(self, sentences: Sequence[str], evidence: Sequence[Evidence]) -> tuple[int, ...]:
        """Positions of the required evidence that `sentences`, all accepted, do not say in full."""
        said: dict[int, Counter[str]] = {}
        for sentence in sentences:
            verdict = self.verify(sentence, evidence)
            for i in verdict.support:
                atoms = self._readers[evidence[i].chunk.roadmap].read(sentence)
                said.setdefault(i, Counter()).update(atom.key for atom in atoms)
        return tuple(
            i
            for i, item in enumerate(evidence)
            if item.required and not self._covered(item, said.get(i, Counter()))
        )

    def is_copy(self, sentence: str, evidence: Sequence[Evidence]) -> bool:
        """Whether `sentence` is a statement, or an unbroken part of one, word for word."""
        said = stems(sentence)
        if not said:
            return False
        texts = [text for item in evidence for text in (item.statement, item.quote)]
        return any(_contains(stems(text), said) for text in texts)

    def _covered(self, item: Evidence, said: Counter[str]) -> bool:
        statement = self._read(item.statement, item.chunk)
        atoms = statement.row.content if statement.row else statement.atoms
        if not atoms or not said:
            return False
        return all(atom.key in said for atom in atoms)

    def _case(self, slug: str, evidence: Sequence[Evidence]) -> _Case:
        own = self._own_levels[slug]
        read = tuple(self._read(item.statement, item.chunk) for item in evidence)
        rows = [statement.row for statement in read]
        levels = {row.slots.level if row else "" for row in rows}
        regions = {row.slots.region for row in rows if row and row.slots.region}
        only = Slots(
            levels.pop() if len(levels) == 1 else "", regions.pop() if len(regions) == 1 else ""
        )
        return _Case(read, only, own)

    def _read_statement(self, text: str, chunk: Chunk) -> _Statement:
        atoms = self._readers[chunk.roadmap].read(text)
        row = read_row(chunk, atoms, self._own_levels[chunk.roadmap], self._words)
        keys = frozenset(atom.key for atom in atoms)
        return _Statement(
            atoms, row, tuple(statements(atoms)), tuple(out_of_sequence(atoms, self._words)), keys
        )

    def _support(self, said: tuple[Atom, ...], case: _Case) -> tuple[int, ...]:
        """Positions of the statements that together say `said`; empty when none do."""
        whole = self._says(said, case, Slots(), first=True)
        return whole or self._joined(said, case, Slots(), _PARTS)

    def _joined(
        self, said: tuple[Atom, ...], case: _Case, before: Slots, parts: int
    ) -> tuple[int, ...]:
        """The same for a sentence that joins parts, each of which one statement says."""
        if parts == 1 or not said:
            return ()
        for k in range(1, len(said)):
            if not _joins_clauses(said[k]):
                continue
            head = self._says(said[:k], case, before, first=False)
            if not head:
                continue
            rest = (said[k].bare(), *said[k + 1 :])
            after = subject_of(said[:k], case.own_level, before)
            tail = self._says(rest, case, after, first=False) or self._joined(
                rest, case, after, parts - 1
            )
            if tail:
                return (*head, *tail)
        return ()

    def _says(
        self, said: tuple[Atom, ...], case: _Case, before: Slots, *, first: bool
    ) -> tuple[int, ...]:
        """The one statement that says all of `said`. `first`: it is the whole sentence."""
        for i, statement in enumerate(case.statements):
            if statement.row:
                if says_row(said, statement.row, case.only, before, case.own_level, self._words):
                    return (i,)
            elif (first or len(said) >= _CLAUSE) and self._fits(
                said, statement, whole_start=not first
            ):
                return (i,)
        return ()

    def _fits(self, said: tuple[Atom, ...], statement: _Statement, *, whole_start: bool) -> bool:
        if not {atom.key for atom in said} <= statement.keys:
            return False
        for stated in (*statement.forms, *(() if whole_start else statement.alone)):
            for n, order in enumerate(orders(said, stated, self._words)):
                if n >= _ORDERS:
                    break
                if self._aligner.fits(order, stated, whole_start=whole_start):
                    return True
        return False


def _joins_clauses(atom: Atom) -> bool:
    """Whether a new part of a sentence may begin with `atom`: after a comma, "and" or "while"."""
    conjunctions = [mark for mark in atom.marks if mark.isalpha()]
    return bool(atom.joined) and set(atom.joined) <= _JOINING and len(conjunctions) <= 1


def _own_level(lexicon: Lexicon) -> str:
    """The key of the level whose title is the role's own name, or ""."""
    role = stems(lexicon.roadmap.role)
    numbers = [level.number for level in lexicon.roadmap.levels if stems(level.title) == role]
    return f"level {numbers[0]}" if numbers else ""


def _reason(said: Sequence[Atom], case: _Case) -> str:
    """The plainest thing that is wrong with an unsupported sentence."""
    keys = frozenset(key for statement in case.statements for key in statement.keys)
    new = [atom for atom in said if atom.key not in keys]
    for kind, name in (("figure", "figure"), ("level", "level"), ("region", "region")):
        for atom in new:
            if atom.kind == kind:
                return f"the {name} {atom.surface!r} is not in the evidence"
    if new:
        return f"{new[0].surface!r} is not in the evidence"
    return "no statement binds its words this way"


def _contains(text: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(text[i : i + size]) == tuple(part) for i in range(len(text) - size + 1))
