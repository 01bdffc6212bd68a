"""Whether a sentence is an evidence statement with whole parts left out, word for word in order.

The sentence's atoms are laid on the statement's, in order. What is skipped between two of them
must be a part by itself. That keeps a negation, a comparison or a figure with what it belongs to
without parsing. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.verification_atoms import Atom
from assistant.answering.verification_gaps import Gaps
from assistant.answering.verification_words import Words


class Aligner:
    """Lays sentences on statements."""

    def __init__(self, words: Words) -> None:
        self._gaps = Gaps(words)

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
            if same(said[0], atom) and self._gaps.may_start(said, stated, j, whole_start, listing)
        }
        for k in range(1, len(said)):
            reached = {
                j
                for j in range(k, len(stated))
                if same(said[k], stated[j])
                and said[k].relative == stated[j].relative
                and any(i < j and self._gaps.may_skip(stated, i, j, said[k]) for i in reached)
            }
            if not reached:
                return False
        return any(self._gaps.may_end(said, stated, j, listing) for j in reached)


def same(said: Atom, stated: Atom) -> bool:
    """Whether two atoms say the same of the same side: "is paid by" is not "pays"."""
    if said.key != stated.key:
        return False
    if said.kind == "word" and said.passive != stated.passive and said.be != stated.be:
        return False
    return said.direction == stated.direction or {said.direction, stated.direction} == {"", "goal"}
