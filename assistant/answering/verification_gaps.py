"""Which parts of a statement a sentence may leave out: whole list items, a second half, a clause.

Without a parser, a part is known by what joins it to its neighbours. Knows no page and no order.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.verification_atoms import Atom
from assistant.answering.verification_words import Words

# A dropped second half of a pair ("maths [and statistics]") is a word or two, not a clause.
_PAIR = 2
# A clause has a subject and something said of it.
_CLAUSE = 3
_ADDITIVE = frozenset({"list", "contrast"})
_CLAUSAL = frozenset({"contrast", "result", "cause"})
_CONJUNCT = (("and",), ("or",))


class Gaps:
    """Judges what lies between, before and after the atoms of a statement that a sentence says."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def may_start(
        self, said: Sequence[Atom], stated: Sequence[Atom], j: int, whole_start: bool, listing: bool
    ) -> bool:
        """Whether what stands before `stated[j]` may be left out at the start."""
        if j == 0:
            return True
        first = stated[j]
        if listing:
            return bool(first.joined)
        if whole_start or first.pronoun or first.relative or said[0].pronoun:
            return False
        if self._opens_condition(stated[0]) or first.hard or not _has_verb(said):
            return False
        # A comma before "and" may stand in a list as well, unless it is the first of all.
        alone = not any(atom.joined for atom in stated[:j])
        return bool(_CLAUSAL & set(first.joined)) or (first.marks == (",", "and") and alone)

    def may_end(self, said: Sequence[Atom], stated: Sequence[Atom], j: int, listing: bool) -> bool:
        """Whether what stands after `stated[j]` may be left out at the end."""
        dropped = stated[j + 1 :]
        if not dropped:
            return True
        after = dropped[0]
        if not after.joined:
            return self._is_purpose(stated, j)
        if self._is_condition(after) or _counted(stated, j + 1):
            return False
        if listing:
            return True
        if self._opens_condition(stated[0]) and not -1 < _front(stated) < j:
            return False
        return len(said) >= _CLAUSE and _verb_kept(stated, j)

    def may_skip(self, stated: Sequence[Atom], i: int, j: int, said: Atom) -> bool:
        """Whether `stated[i+1:j]` may be left out before `stated[j]`, which `said` says."""
        skipped, last = stated[i + 1 : j], stated[j]
        if not skipped:
            return joined_alike(said, last) and said.be == last.be
        if all(atom.key in self._words.degree for atom in skipped):
            return joined_alike(said, skipped[0] if skipped[0].joined else last)
        opens, closes = bool(skipped[0].joined), bool(last.joined)
        if opens and closes:
            crosses = self._opens_condition(stated[0]) and i < _front(stated) < j
            if crosses or _counted(stated, i + 1):
                return False
            return self._items(said, last, skipped)
        if said.joined or any(atom.joined for atom in skipped[1:]):
            return False
        if opens:
            return _second_half(skipped, last)
        if closes:
            # A "not" or "can" before the first half is that half's own.
            return not stated[i].hard and _first_half(skipped, last)
        return False

    def _items(self, said: Atom, last: Atom, skipped: Sequence[Atom]) -> bool:
        """Whole items of a list, or an aside between separators."""
        first = skipped[0]
        if self._is_condition(first) or last.relative or last.ones:
            return False
        if not {"list", "example"} & set(first.joined):
            return False
        if {"and", "or"} & set(first.marks) and len(skipped) > _PAIR:
            return False
        if not said.joined:
            return not {"and", "or"} & set(last.marks)
        return joined_alike(said, last)

    def _is_purpose(self, stated: Sequence[Atom], j: int) -> bool:
        """Whether after `stated[j]` only a purpose follows that limits nothing said before it."""
        purpose, said = stated[j + 1 :], stated[: j + 1]
        if purpose[0].preposition != "for" or any(a.hard or a.joined for a in purpose):
            return False
        return not any(atom.surface in self._words.limited for atom in said)

    def _is_condition(self, atom: Atom) -> bool:
        return atom.surface in self._words.conditions or atom.key == "=if"

    def _opens_condition(self, atom: Atom) -> bool:
        return self._is_condition(atom) or bool(atom.preposition)


def joined_alike(said: Atom, stated: Atom) -> bool:
    """Whether two neighbours are joined in the sentence as they are in the statement."""
    mine, theirs = _sense(said), _sense(stated)
    if not theirs:
        return not mine or said.marks in ((",",), (":",))
    if not mine:
        return theirs == {"list"} and not {"and", "or"} & set(stated.marks)
    return mine == theirs or (mine == {"list"} and "/" in stated.marks)


def _front(stated: Sequence[Atom]) -> int:
    """The first atom after a fronted part that ends at its comma; -1 where that is unclear.

    Examples in it ("such as A, B and C, ...") end at the comma behind their "and".
    """
    examples = listed = False
    for n, atom in enumerate(stated):
        if n and "," in atom.marks and listed >= examples:
            return n
        examples = examples or "example" in atom.joined
        listed = listed or "and" in atom.marks
    return -1


def _verb_kept(stated: Sequence[Atom], j: int) -> bool:
    """Whether what `stated` says up to `j` is likely to hold its verb, with both ends of a span."""
    dropped = stated[j + 1 :]
    if dropped[0].marks not in _CONJUNCT:
        first_be = next((n for n, atom in enumerate(stated) if atom.be), 0)
        return j >= first_be or stated[j + 1].pronoun or "contrast" in dropped[0].joined
    if stated[j].preposition == "between":
        return False
    alike = dropped[0].be or (dropped[0].surface.endswith("s") and len(dropped) > _PAIR)
    return len(dropped) <= _PAIR or alike or j >= _CLAUSE + 1


def _counted(stated: Sequence[Atom], at: int) -> bool:
    """Whether `at` stands in a list that was announced with its count ("two fields: ...")."""
    colons = [n for n in range(at + 1) if ":" in stated[n].marks]
    return any(a.kind == "figure" for n in colons for a in stated[max(0, n - _PAIR) : n])


def _has_verb(said: Sequence[Atom]) -> bool:
    """Whether there are signs of a verb: a form of "be", a modal word, an ending in -s or -ed."""
    ends = ("s", "ed")
    return len(said) >= _CLAUSE and any(a.be or a.hard or a.surface.endswith(ends) for a in said)


def _second_half(skipped: Sequence[Atom], last: Atom) -> bool:
    """ "maths [and statistics] than": the second word or two of a pair."""
    if skipped[0].marks not in _CONJUNCT or len(skipped) > _PAIR or last.relative:
        return False
    if len(skipped) == _PAIR and last.preposition:
        return False
    return not any(atom.hard or atom.preposition for atom in skipped)


def _first_half(skipped: Sequence[Atom], last: Atom) -> bool:
    """ "it [serves 21 days and] rests 14": the first of two things said of one subject.

    The two must show that they are alike: both with "be", both verbs in -s, or the second with a
    pronoun that stands for the subject.
    """
    first = skipped[0]
    if last.relative or last.ones or first.preposition:
        return False
    if first.be and last.be:
        return True
    predicate = first.be or first.hard or first.surface.endswith("s")
    if last.pronoun and _CLAUSAL & set(last.joined):
        return predicate
    hard = any(atom.hard and atom.kind != "figure" for atom in skipped)
    verbs = first.surface.endswith("s") and last.surface.endswith("s")
    return verbs and not hard and last.marks in _CONJUNCT and not last.preposition


def _sense(atom: Atom) -> set[str]:
    """The meanings of what joins an atom; a comma beside a word adds none."""
    sense = set(atom.joined) - {"example"}
    if sense & _ADDITIVE:
        sense = sense - _ADDITIVE | {"list"}
    return sense - {"list"} if len(sense) > 1 and "and" not in atom.marks else sense
