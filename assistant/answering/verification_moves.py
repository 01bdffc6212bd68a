"""The orders in which English may say the same: a part moved to the front, a turned "X is Y", a
passive made active.

Each order is tried on a statement by the caller. Knows no page and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.verification_atoms import Atom
from assistant.answering.verification_words import Words

Order = tuple[Atom, ...]


def orders(said: Order, stated: Sequence[Atom], words: Words) -> Iterator[Order]:
    """`said` itself, then what it may be said like, as the order of `stated` suggests."""
    bases = [said, *_turned(said, stated), *_active(said)]
    yield from bases
    for base in bases:
        for moved in _moved(base, stated, words):
            yield moved
            yield from _turned(moved, stated)


def statements(stated: Order) -> Iterator[Order]:
    """`stated` itself and, where it has a passive or a cleft, what it says actively."""
    yield stated
    yield from _active(stated)
    yield from _uncleft(stated)


def _turned(said: Order, stated: Sequence[Atom]) -> Iterator[Order]:
    """ "The Y is X" for "X is Y", where the statement has its "be" at the same joint."""
    for k, atom in enumerate(said):
        if not k or not atom.be or atom.joined:
            continue
        joint = [a for a in stated if a.key == said[0].key and a.be]
        if joint:
            first = replace(said[0], be=True)
            yield (*said[k:], first, *said[1:k])


def _active(said: Order) -> Iterator[Order]:
    """ "X does Y" for "Y is done by X"; what follows X after a preposition stays behind."""
    agents = [k for k, atom in enumerate(said) if atom.direction == "agent"]
    verbs = [k for k, atom in enumerate(said) if atom.passive]
    for k in agents:
        for v in verbs:
            if v != k - 1 or v == 0:
                continue
            end = next((n for n in range(k + 1, len(said)) if _opens(said[n])), len(said))
            for stop in {end, len(said)}:
                agent = replace(said[k], preposition="", direction="")
                verb = replace(said[v], be=False)
                yield (agent, *said[k + 1 : stop], verb, *said[:v], *said[stop:])


def _uncleft(stated: Order) -> Iterator[Order]:
    """ "Y should V X" for "X are the ones Y should V"."""
    for k, atom in enumerate(stated):
        if atom.ones and atom.be and k:
            end = next((n for n in range(k + 1, len(stated)) if _opens(stated[n])), len(stated))
            first = replace(atom, be=False, ones=False)
            yield (first, *stated[k + 1 : end], *stated[:k], *stated[end:])


def _moved(said: Order, stated: Sequence[Atom], words: Words) -> Iterator[Order]:
    """One part from the front or the end to where the statement has it."""
    for k in range(1, len(said)):
        if _movable(said[0], words) or "," in said[k].marks:
            front, rest = said[:k], (_uncomma(said[k]), *said[k + 1 :])
            yield from _placed(front, rest, stated)
        if _movable(said[k], words):
            yield from _placed((_uncomma(said[k]), *said[k + 1 :]), said[:k], stated)


def _movable(atom: Atom, words: Words) -> bool:
    """Whether a part that may change its place begins here."""
    opens = bool(atom.preposition) and atom.direction != "agent"
    return opens or atom.key == "=if" or atom.surface in ("before", "after", "each", "every")


def _placed(part: Order, rest: Order, stated: Sequence[Atom]) -> Iterator[Order]:
    """`part` put into `rest` where the statement has the part's first atom."""
    first = {a.key: a.position for a in reversed(stated)}
    places = {a.position for a in stated if a.key == part[0].key}
    for place in places:
        at = sum(first.get(atom.key, -1) < place for atom in rest)
        yield (*rest[:at], *part, *rest[at:])


def _uncomma(atom: Atom) -> Atom:
    """The atom without the comma that set a moved part off."""
    if atom.marks and set(atom.marks) <= {","}:
        return atom.bare()
    return atom


def _opens(atom: Atom) -> bool:
    return bool(atom.preposition or atom.joined)
