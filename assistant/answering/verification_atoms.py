"""A text as the things it says, in order: figures, levels, regions and content words.

Each carries what joins it to the one before: separators, a preposition, a form of "be". Knows
no evidence and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.lexicon import Lexicon
from assistant.answering.text import Phrasebook, Token, tokenise
from assistant.answering.verification_figures import FigureReader
from assistant.answering.verification_words import Words

_CONTRACTED = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not")}


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing said. `key` is equal for equal things.

    `joined` are the meanings of the separators since the atom before, `marks` those separators as
    written; `direction` is the sense of the preposition before it ("" for none), `preposition` the
    word. `be`, `pronoun`, `ones` and `relative` tell what else stood
    between. `hard` is never dropped alone.
    """

    key: str
    kind: str
    surface: str
    hard: bool = False
    joined: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    preposition: str = ""
    direction: str = ""
    be: bool = False
    pronoun: bool = False
    ones: bool = False
    relative: bool = False
    passive: bool = False
    position: int = 0

    def bare(self) -> Atom:
        """The atom without what joins it to the one before."""
        return replace(self, joined=(), marks=())


@dataclass(frozen=True, slots=True)
class _Piece:
    """An atom to be, over tokens `start`..`end` (exclusive)."""

    start: int
    end: int
    key: str
    kind: str


@dataclass
class _Between:
    """What stands between two atoms."""

    joined: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    preposition: str = ""
    directions: set[str] = field(default_factory=set)
    be: bool = False
    pronoun: bool = False
    ones: bool = False
    relative: bool = False

    def drop_preposition(self) -> None:
        """Forget a preposition that ended what went before ("to start with, ...")."""
        self.preposition = ""
        self.directions.discard("neutral")


class AtomReader:
    """Reads texts about one page."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        self._lexicon = lexicon
        self._words = words
        roadmap = lexicon.roadmap
        # The role by its full names only: a short form is a word that may stand for a subject.
        self._roles = Phrasebook((name, "") for name in (roadmap.role, *roadmap.also_called))
        self._figures = FigureReader(lexicon.quantities, words.vocabulary, roadmap.regions)

    def read(self, text: str) -> tuple[Atom, ...]:
        """The atoms of `text` in order. Line ends separate."""
        tokens = tuple(_split_contractions(tokenise(text.replace("\n", " ; "))))
        pieces = {piece.start: piece for piece in self._pieces(tokens)}
        atoms: list[Atom] = []
        between = _Between()
        at = 0
        while at < len(tokens):
            piece = pieces.get(at)
            if piece is None and self._passes(tokens[at], between):
                at += 1
                continue
            piece = piece or _Piece(at, at + 1, self._words.key(tokens[at].norm), "word")
            atoms.append(self._atom(piece, tokens, between, len(atoms)))
            between = _Between()
            at = piece.end
        return tuple(atoms)

    def _passes(self, token: Token, between: _Between) -> bool:
        """Note a word or sign that only joins; False when the token is content."""
        words, norm = self._words, token.norm
        if norm in words.separators:
            between.joined.append(words.separators[norm])
            between.marks.append(norm)
            between.drop_preposition()
        elif norm in words.prepositions:
            if norm != "as" or "example" not in between.joined:
                between.preposition = between.preposition or norm
                between.directions.add(words.prepositions[norm])
        elif norm in words.free:
            if norm in words.be:
                between.be = True
                between.drop_preposition()
            between.pronoun = between.pronoun or norm in words.pronouns
            between.ones = between.ones or norm == "ones"
            between.relative = between.relative or norm in words.relatives
        else:
            return not (token.is_word or token.is_number or norm in "%+=*")
        return True

    def _atom(
        self, piece: _Piece, tokens: Sequence[Token], between: _Between, position: int
    ) -> Atom:
        surface = tokens[piece.end - 1].norm
        hard = piece.kind == "figure" or piece.key in self._words.hard
        return Atom(
            key=piece.key,
            kind=piece.kind,
            surface=surface,
            hard=hard,
            joined=tuple(between.joined),
            marks=tuple(between.marks),
            preposition=between.preposition,
            direction=_direction(between.directions),
            be=between.be,
            pronoun=between.pronoun,
            ones=between.ones,
            relative=between.relative,
            passive=between.be and not hard and self._is_participle(surface),
            position=position,
        )

    def _is_participle(self, word: str) -> bool:
        return word.endswith(("ed", "en")) or word in self._words.grammar.participles

    def _pieces(self, tokens: Sequence[Token]) -> Iterator[_Piece]:
        """Levels first, then figures, regions and the role, then phrases of one meaning."""
        taken: set[int] = set()
        found = (
            *self._levels(tokens),
            *self._figures.read(tokens),
            *self._named(tokens),
        )
        for start, end, key, kind in found:
            span = set(range(start, end))
            if not span & taken:
                taken |= span
                yield _Piece(start, end, key, kind)
        for match in self._words.equivalents(tokens):
            if not set(range(match.start, match.end)) & taken:
                yield _Piece(match.start, match.end, match.value, "word")

    def _levels(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str, str]]:
        """Levels, each together with the role's name behind or before it."""
        roles = {match.start: match.end for match in self._roles.find(tokens)}
        ends = {end: start for start, end in roles.items()}
        for match in self._lexicon.level_mentions(tokens):
            numbers = match.value.numbers
            key = "level " + " ".join(map(str, numbers)) if numbers else "level ?"
            start, end = match.start, match.end
            after = end + 1 if end < len(tokens) and tokens[end].norm in "-," else end
            end = roles.get(after, end)
            if end < len(tokens) and tokens[end].norm == ")" and tokens[start - 1].norm == "(":
                end += 1
                start -= 1
            start = ends.get(start, start)
            yield start, end, key, "level"

    def _named(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str, str]]:
        for region in self._lexicon.region_mentions(tokens):
            # "us" is the pronoun unless it is written as a name.
            if not tokens[region.start].text.islower() or len(tokens[region.start].text) > 2:
                yield region.start, region.end, f"region {region.value}", "region"
        for role in self._roles.find(tokens):
            yield role.start, role.end, "role", "role"


def _direction(directions: set[str]) -> str:
    """The one direction of the prepositions before an atom; neutral ones beside it do not count."""
    return " ".join(sorted(directions - {"neutral"})) or ("neutral" if directions else "")


def _split_contractions(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        parts = _CONTRACTED.get(token.norm)
        if parts is None and token.norm.endswith("n't"):
            parts = (token.norm[:-3], "not")
        if parts is None:
            yield token
            continue
        for part in parts:
            yield Token(part, part, part, token.start, token.end)
