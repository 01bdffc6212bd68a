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


def out_of_sequence(stated: Order, words: Words) -> Iterator[Order]:
    """`stated` without its place in a sequence ("First, ..."), where it has one."""
    if len(stated) > 1 and stated[0].surface in words.sequence and stated[1].marks == (",",):
        yield (stated[1].bare(), *stated[2:])


def statements(stated: Order) -> Iterator[Order]:
    """`stated` itself and, where it has a passive or a cleft, what it says actively."""
    yield stated
    yield from _active(stated)
    yield from _uncleft(stated)
    yield from _denied(stated)


def _turned(said: Order, stated: Sequence[Atom]) -> Iterator[Order]:
    """ "The Y is X" for "X is Y", where the statement has its "be" at the same joint."""
    for k, atom in enumerate(said):
        if not k or not atom.be or atom.joined:
            continue
        joint = [a for a in stated if a.key == said[0].key and a.be]
        if joint:
            first = replace(said[0], be=True)
            for stop in _ends(said, k):
                yield (*said[k:stop], first, *said[1:k], *said[stop:])


def _active(said: Order) -> Iterator[Order]:
    """ "X does Y" for "Y is done by X"; what follows X after a preposition stays behind."""
    agents = [k for k, atom in enumerate(said) if atom.direction == "agent"]
    verbs = [k for k, atom in enumerate(said) if atom.passive]
    for k in agents:
        for v in verbs:
            if v != k - 1 or v == 0:
                continue
            for stop in _ends(said, k):
                agent = replace(said[k], preposition="", direction="")
                verb = replace(said[v], be=False, passive=False)
                yield (agent, *said[k + 1 : stop], verb, *said[:v], *said[stop:])


def _uncleft(stated: Order) -> Iterator[Order]:
    """ "Y should V X" for "X are the ones Y should V"."""
    for k, atom in enumerate(stated):
        if atom.ones and atom.be and k:
            end = _ends(stated, k)[0]
            first = replace(atom, be=False, ones=False)
            yield (first, *stated[k + 1 : end], *stated[:k], *stated[end:])


def _denied(stated: Order) -> Iterator[Order]:
    """ "X may not V on B" for "X may V at A but not on B"."""
    for k, atom in enumerate(stated[:-1]):
        if atom.key != "not" or "contrast" not in atom.joined:
            continue
        place = next((n for n in range(k - 1, 0, -1) if stated[n].preposition), 0)
        modal = next((n for n in range(place) if stated[n].hard and not stated[n].joined), None)
        if modal is not None:
            before, verb = stated[: modal + 1], stated[modal + 1 : place]
            yield (*before, atom.bare(), *verb, *stated[k + 1 :])


def _moved(said: Order, stated: Sequence[Atom], words: Words) -> Iterator[Order]:
    """One part from the front or the end to where the statement has it."""
    for k in range(1, len(said)):
        if not set(said[k].marks) <= {","} or _cross(said[:k], said[k:], words):
            continue
        if _movable(said[0]) or "," in said[k].marks:
            front, rest = said[:k], (said[k].bare(), *said[k + 1 :])
            yield from _placed(front, rest, stated)
        if _movable(said[k]):
            yield from _placed((said[k].bare(), *said[k + 1 :]), said[:k], stated)


def _cross(front: Order, rest: Order, words: Words) -> bool:
    """Whether a denial would change places with a word such as "every": "not for every X" is not
    "for every X, not". A condition keeps what it limits to itself."""
    if front[0].key == "=if" or rest[0].key == "=if":
        return False
    sides = [{atom.surface for atom in side} for side in (front, rest)]
    denied = [bool(side & words.denials) for side in sides]
    counted = [bool(side & words.quantifiers) for side in sides]
    return (denied[0] and counted[1]) or (denied[1] and counted[0])


def _movable(atom: Atom) -> bool:
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


def _ends(said: Order, start: int) -> list[int]:
    """Where the part that begins at `start` may end."""
    later = range(start + 1, len(said))
    return [n for n in later if said[n].preposition or said[n].joined or _movable(said[n])] + [
        len(said)
    ]
