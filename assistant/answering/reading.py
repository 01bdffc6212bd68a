"""A question read word by word: what each word stands for, before any evidence is looked at.

Records only; `reader` fills them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.quantities import Quantity
from assistant.answering.text import Token
from assistant.answering.vocabulary import Flag

# The parts of a page that every level has its own of.
LEVEL_BOUND = frozenset({"salary", "years", "skills", "responsibilities"})
INTERROGATIVES = frozenset(["what", "which", "who", "whom", "whose", "when", "where", "why", "how"])


class TokenKind(StrEnum):
    """What a word of the question stands for."""

    GLUE = "glue"
    ROLE = "role"
    LEVEL = "level"
    REGION = "region"
    PLACE = "place"
    QUANTITY = "quantity"
    OTHER_ROLE = "other role"
    ASPECT = "aspect"
    FLAG = "flag"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Reading:
    """The question's words and what they name.

    `kinds` runs parallel to `tokens`. `levels` and `regions` are in order of mention; `by_title`
    and `by_neighbour` tell how levels are named (see `LevelMention`); `places` and `other_roles`
    are named but not this page's. `aspects` are the parts of the page asked for by
    strong words, `hints` by weak ones. `content` are the words that only evidence can explain.
    `asking` are the positions of the words of sentences that ask, `asks` is whether any does;
    `to_the_point` is the text without orders to the assistant. `presuming` is whether it opens by
    taking something for granted ("since ...").
    """

    question: str
    tokens: tuple[Token, ...]
    kinds: tuple[TokenKind, ...]
    levels: tuple[int, ...] = ()
    by_title: bool = False
    by_neighbour: bool = False
    unknown_level: bool = False
    regions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    own_role: bool = False
    other_roles: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    aspects: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    flags: frozenset[Flag] = frozenset()
    content: tuple[Token, ...] = ()
    asking: frozenset[int] = frozenset()
    asks: bool = True
    to_the_point: str = ""
    presuming: bool = False

    @property
    def years(self) -> tuple[Quantity, ...]:
        return tuple(q for q in self.quantities if q.kind == "years")

    @property
    def pay(self) -> tuple[Quantity, ...]:
        return tuple(q for q in self.quantities if q.kind == "pay")

    @property
    def has_slots(self) -> bool:
        """Whether anything of this page was named beyond its role."""
        return bool(self.levels or self.regions or self.quantities or self.unknown_level)
