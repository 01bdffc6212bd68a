"""Whether a sentence is an evidence statement with whole parts left out, word for word in order.

The sentence's atoms are laid on the statement's, in order. What is skipped between two of them
must be a part by itself: whole list items, a conjunct, a clause, an aside. That keeps a
negation, a comparison or a figure with what it belongs to without parsing. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.verification_atoms import Atom
from assistant.answering.verification_words import Words

# A dropped second half of a pair ("maths [and statistics]") is a word or two, not a clause.
_PAIR = 2
_ADDITIVE = frozenset({"list", "contrast"})
_OPPOSED = frozenset({"goal", "source", "agent"})


class Aligner:
    """Lays sentences on statements."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def fits(
        self,
        said: Sequence[Atom],
        stated: Sequence[Atom],
        *,
        whole_start: bool = True,
        listing: bool = False,
    ) -> bool:
        """Whether `said` is `stated` with whole parts left out.

        `whole_start` wants the statement's first atom; `listing` lets any list item come first.
        """
        if not said or not stated:
            return False
        reached = {
            j
            for j, atom in enumerate(stated)
            if self._same(said[0], atom) and self._may_start(said, stated, j, whole_start, listing)
        }
        for k in range(1, len(said)):
            reached = {
                j
                for j in range(k, len(stated))
                if self._same(said[k], stated[j])
                and any(i < j and self._may_skip(stated, i, j, said[k]) for i in reached)
            }
            if not reached:
                return False
        return any(self._may_end(said, stated, j) for j in reached)

    def _same(self, said: Atom, stated: Atom) -> bool:
        if said.key != stated.key:
            return False
        if said.kind == "word" and said.passive != stated.passive and said.be != stated.be:
            return False
        return not _opposed(said.direction, stated.direction)

    def _may_start(
        self, said: Sequence[Atom], stated: Sequence[Atom], j: int, whole_start: bool, listing: bool
    ) -> bool:
        """Whether what stands before `stated[j]` may be left out at the start."""
        if j == 0:
            return True
        if listing:
            return bool(stated[j].joined)
        if whole_start or stated[j].pronoun or said[0].pronoun:
            return False
        conjunct = stated[j].marks in (("and",), ("or",))
        if conjunct or not stated[j].joined:
            return False
        return not self._opens_condition(stated[0]) and ":" not in stated[j].marks

    def _may_end(self, said: Sequence[Atom], stated: Sequence[Atom], j: int) -> bool:
        """Whether what stands after `stated[j]` may be left out at the end."""
        if j == len(stated) - 1:
            return True
        after = stated[j + 1]
        dropped = stated[j + 1 :]
        if not after.joined:
            return after.preposition == "for" and not any(a.hard or a.joined for a in dropped)
        if self._is_condition(after):
            return False
        return len(said) > 2 or not any(a.joined for a in dropped[1:])

    def _may_skip(self, stated: Sequence[Atom], i: int, j: int, said: Atom) -> bool:
        """Whether `stated[i+1:j]` may be left out between `stated[i]` and `stated[j]`."""
        skipped = stated[i + 1 : j]
        last = stated[j]
        if not skipped:
            return self._joins_alike(said, last)
        if all(atom.key in self._words.degree for atom in skipped):
            return self._joins_alike(said, skipped[0] if skipped[0].joined else last)
        opens, closes = bool(skipped[0].joined), bool(last.joined)
        inner = any(atom.joined for atom in skipped[1:])
        hard = any(atom.hard and atom.kind != "figure" for atom in skipped)
        if opens and closes:
            return self._item_gap(said, last, skipped)
        if said.joined and not closes:
            return False
        if opens and not inner:
            pair = skipped[0].marks in (("and",), ("or",)) and len(skipped) <= _PAIR
            return pair and not hard and not any(atom.preposition for atom in skipped)
        if closes and not inner:
            return self._first_half(said, last, hard)
        if inner or opens or closes:
            return False
        return self._modifier(skipped, last, hard)

    def _item_gap(self, said: Atom, last: Atom, skipped: Sequence[Atom]) -> bool:
        """Whole items or an aside between separators."""
        if self._is_condition(skipped[0]):
            return False
        if "list" not in skipped[0].joined and "example" not in skipped[0].joined:
            return False
        if not said.joined:
            return "and" not in last.marks and "or" not in last.marks
        return self._joins_alike(said, last)

    def _first_half(self, said: Atom, last: Atom, hard: bool) -> bool:
        """ "A [serves 21 days and] rests 14": the first of two halves left out."""
        if said.joined or last.ones:
            return False
        strong = set(last.joined) & {"contrast", "result", "cause"} or ";" in last.marks
        return bool(strong) if hard else set(last.joined) != {"list"} or "and" in last.marks

    def _modifier(self, skipped: Sequence[Atom], last: Atom, hard: bool) -> bool:
        """A purpose to which nothing that is kept belongs."""
        return skipped[0].preposition == "for" and not hard and not last.preposition

    def _joins_alike(self, said: Atom, stated: Atom) -> bool:
        """Whether two neighbours are joined in the sentence as they are in the statement."""
        mine, theirs = _sense(said), _sense(stated)
        if not theirs:
            return not mine or said.marks in ((",",), (":",))
        if not mine:
            return theirs == {"list"} and "and" not in stated.marks
        return mine == theirs or (mine == {"list"} and "/" in stated.marks)

    def _is_condition(self, atom: Atom) -> bool:
        return atom.surface in self._words.conditions or atom.key == "=if"

    def _opens_condition(self, atom: Atom) -> bool:
        return self._is_condition(atom) or bool(atom.preposition)


def _sense(atom: Atom) -> set[str]:
    """The meanings of what joins an atom; a comma beside a word adds none."""
    sense = set(atom.joined) - {"example"}
    if sense & _ADDITIVE:
        sense = sense - _ADDITIVE | {"list"}
    return sense - {"list"} if len(sense) > 1 and "and" not in atom.marks else sense


def _opposed(one: str, other: str) -> bool:
    """Whether two directions differ where it matters: to, from and by are not each other."""
    if one == other:
        return False
    return bool({one, other} & _OPPOSED) and {one, other} != {"", "goal"}
