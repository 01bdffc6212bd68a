"""A question read word by word: what each word stands for, before any evidence is looked at.

Knows the words of a page (`Lexicon`) and of the language (`Vocabulary`); does not know what the
page says about them, nor the conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lemminflect import getAllLemmas

from assistant.answering.lexicon import Lexicon
from assistant.answering.places import Gazetteer, Place
from assistant.answering.quantities import Quantity
from assistant.answering.spelling import Speller, frequency
from assistant.answering.text import Match, Phrasebook, Token, stem, stems, tokenise
from assistant.answering.vocabulary import Flag, Vocabulary

# Small words a place name follows; a city name elsewhere must be capitalised or a rare word.
_BEFORE_PLACE = frozenset("in at from to near around for vs versus and or , about within".split())
_SPOKEN_TO = frozenset("tell give show let help teach list explain describe compare".split())
_RARE = 4.0


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

    `kinds` runs parallel to `tokens`. `levels` and `regions` are in order of mention; `places` and
    `other_roles` are named but not this page's. `aspects` are the parts of the page asked for by
    strong words, `hints` by weak ones. `content` are the words that only evidence can explain. `asks` is whether any
    sentence is a question; `to_the_point` is the text without orders to the assistant.
    """

    question: str
    tokens: tuple[Token, ...]
    kinds: tuple[TokenKind, ...]
    levels: tuple[int, ...] = ()
    by_title: bool = False
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
    asks: bool = True
    to_the_point: str = ""

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


class Reader:
    """Reads questions about one page."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, gazetteer: Gazetteer, words: Iterable[str]) -> None:
        page_words = tuple(words)
        self.lexicon = lexicon
        self._vocabulary = vocabulary
        self._gazetteer = gazetteer
        place_words = [w for r in lexicon.roadmap.regions for n in (r.name, *r.also_called) for w in n.lower().split()]
        names = [name for level in lexicon.roadmap.levels for name in (level.title, *level.also_called)]
        names += [lexicon.roadmap.role, *lexicon.roadmap.also_called]
        name_words = [t.norm for name in names for t in tokenise(name) if t.is_word]
        self._speller = Speller(vocabulary, (*page_words, *place_words, *name_words))
        self._page_stems = frozenset(stem(word) for word in page_words)
        self.role_head = stems(lexicon.roadmap.role)[-1]
        self._page_roles = _page_roles(lexicon, vocabulary)
        # Letters that the page writes on their own, such as a unit of pay.
        self.signs = frozenset(t.text for r in lexicon.roadmap.regions for t in tokenise(f"{r.currency} {r.unit}") if t.text.isupper())

    def read(self, question: str) -> Reading:
        """Read one question. Never fails; nothing understood is an empty reading."""
        tokens = self._speller.meant(tokenise(question))
        return _Pass(self, tokens).run(question)

    # What one pass needs of the reader, gathered here so that `_Pass` stays about tokens.

    def levels(self, tokens: Sequence[Token]) -> tuple:  # type: ignore[type-arg]
        return self.lexicon.level_mentions(tokens)

    @property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary

    @property
    def page_stems(self) -> frozenset[str]:
        return self._page_stems

    def other_roles(self, tokens: Sequence[Token]) -> tuple[Match[str], ...]:
        """Roles the page mentions (moves, related paths) that are not its own."""
        return self._page_roles.find(tokens)

    def foreign_places(self, tokens: Sequence[Token]) -> list[Match[Place]]:
        """Countries, areas and cities, the page's own regions among them."""
        found = list(self._gazetteer.countries(tokens))
        return found + [m for m in self._gazetteer.cities(tokens) if self._is_city(tokens, m)]

    def _is_city(self, tokens: Sequence[Token], match: Match[Place]) -> bool:
        token = tokens[match.start]
        if any(t.stem in self._vocabulary.known_stems | self._page_stems for t in tokens[match.start : match.end]):
            return False
        before = tokens[match.start - 1].norm if match.start else ""
        capital = token.text[0].isupper() and match.start > 0
        if len(token.text) < 4 and not capital:
            return False
        return before in _BEFORE_PLACE or capital or frequency(token.norm) < _RARE


def _page_roles(lexicon: Lexicon, vocabulary: Vocabulary) -> Phrasebook[str]:
    """Roles of the page's moves and related paths, with their initials ("DS")."""
    roadmap = lexicon.roadmap
    names = [name for t in roadmap.transitions for name in (t.origin, t.target)]
    names += [related.title for related in roadmap.related]
    own = {stems(level.title) for level in roadmap.levels} | {stems(roadmap.role)}
    parts = [part for name in names for part in (name, *name.split("/"))]
    book = Phrasebook((part.strip(), part.strip()) for part in parts if stems(part) not in own)
    for name in names:
        letters = "".join(word[0] for word in name.split() if word[0].isalpha())
        if len(letters) > 1 and stems(name) not in own and stem(letters.lower()) not in vocabulary.known_stems:
            book.add(letters, name)
    return book


def is_glue(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a folded word, in any of its forms, carries no topic."""
    base = word.removesuffix("'s")
    if base in vocabulary.glue or "'" in base:
        return True
    return any(lemma in vocabulary.glue for lemmas in getAllLemmas(base).values() for lemma in lemmas)


class _Pass:
    """One reading of one question: every finder claims the tokens it explains."""

    def __init__(self, reader: Reader, tokens: tuple[Token, ...]) -> None:
        self.reader = reader
        self.tokens = tokens
        self.kinds: list[TokenKind | None] = [None] * len(tokens)
        self.codes: list[tuple[int, str]] = []

    def run(self, question: str) -> Reading:
        self._codes()
        levels = [m for m in self.reader.levels(self.tokens) if self._claim(m, TokenKind.LEVEL)]
        own_role = [m for m in self.reader.lexicon.roles.find(self.tokens) if self._claim(m, TokenKind.ROLE)]
        other = [m.value for m in self.reader.other_roles(self.tokens) if self._claim(m, TokenKind.OTHER_ROLE)]
        regions, places = self._places()
        quantities = self._quantities()
        foreign, generic = self._occupations()
        for match in self.reader.vocabulary.flags["period"].find(self.tokens):
            self._claim(match, TokenKind.FLAG)
        aspects = self._aspects()
        flags = self._flags()
        self._rest()
        hints = self._hints()
        numbers = tuple(dict.fromkeys(n for m in levels for n in m.value.numbers))
        return Reading(
            question=question,
            tokens=self.tokens,
            kinds=tuple(kind or TokenKind.CONTENT for kind in self.kinds),
            levels=numbers,
            by_title=any(m.value.by_title for m in levels),
            unknown_level=any(m.value.unknown for m in levels),
            regions=regions,
            places=places,
            own_role=bool(own_role) or generic,
            other_roles=self._asked_roles([*other, *foreign]),
            quantities=quantities,
            aspects=aspects,
            hints=hints,
            flags=flags,
            content=self._content(),
            to_the_point=self._to_the_point(),
            asks=self._asks(),
        )

    def _claim(self, match: Match, kind: TokenKind) -> bool:  # type: ignore[type-arg]
        span = range(match.start, match.end)
        if any(self.kinds[i] is not None for i in span):
            return False
        for i in span:
            self.kinds[i] = kind
        return True

    def _codes(self) -> None:
        """Country codes in capitals ("DE") are regions before they are anything else."""
        for match in self.reader.lexicon.country_codes(self.tokens):
            if self._claim(match, TokenKind.REGION):
                self.codes.append((match.start, match.value))

    def _places(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        regions: list[tuple[int, str]] = list(self.codes)
        for match in self.reader.lexicon.region_mentions(self.tokens):
            if not self._is_pronoun(match) and self._claim(match, TokenKind.REGION):
                regions.append((match.start, match.value))
        unknown = []
        for place in self.reader.foreign_places(self.tokens):
            region = self.reader.lexicon.region_of(place.value)
            if self._is_pronoun(place):
                continue
            if region and self._claim(place, TokenKind.REGION):
                regions.append((place.start, region))
            elif not region and self._claim(place, TokenKind.PLACE):
                unknown.append(place.value.name)
        unknown += self._unheard_of()
        return tuple(dict.fromkeys(name for _, name in sorted(regions))), tuple(unknown)

    def _unheard_of(self) -> list[str]:
        """Names after "in" or "at" that neither the page nor the language has: places, it seems."""
        found = []
        for i, token in enumerate(self.tokens[1:], start=1):
            after = self.tokens[i - 1].norm in ("in", "at")
            strange = token.is_word and not frequency(token.norm) and len(token.norm) > 3
            known = token.stem in self.reader.page_stems | self.reader.vocabulary.known_stems
            if after and strange and not known and self._claim(Match(i, i + 1, None), TokenKind.PLACE):
                found.append(token.text)
        return found

    def _is_pronoun(self, match: Match) -> bool:  # type: ignore[type-arg]
        """Whether a lower-case "us" is the pronoun."""
        token = self.tokens[match.start]
        single = match.end - match.start == 1 and token.text.islower()
        if not single or token.norm not in self.reader.vocabulary.glue:
            return False
        before = self.tokens[match.start - 1].norm if match.start else ""
        return before in _SPOKEN_TO or before.endswith("ing")

    def _quantities(self) -> tuple[Quantity, ...]:
        kept = []
        for quantity in self.reader.lexicon.quantities.find(self.tokens):
            words_only = not any(t.is_number for t in self.tokens[quantity.start : quantity.end])
            if quantity.kind == "number" or (quantity.kind == "pay" and words_only):
                continue
            if self._claim(Match(quantity.start, quantity.end, None), TokenKind.QUANTITY):
                kept.append(quantity)
        return tuple(kept)

    def _occupations(self) -> tuple[list[str], bool]:
        """Roles named by an occupation word: (other roles, whether the page's own was meant)."""
        foreign, own = [], False
        for i, token in enumerate(self.tokens):
            if self.kinds[i] is not None or not self._is_occupation(token):
                continue
            start = self._modifiers_from(i)
            words = self.tokens[start : i + 1]
            if all(word.stem in self.reader.lexicon.role_stems for word in words):
                own = True
                self._claim(Match(start, i + 1, None), TokenKind.ROLE)
            else:
                foreign.append(" ".join(word.norm for word in words))
                self._claim(Match(start, i + 1, None), TokenKind.OTHER_ROLE)
        return foreign, own

    def _is_occupation(self, token: Token) -> bool:
        singular = token.norm.removesuffix("s")
        if token.norm in self.reader.vocabulary.glue:
            return False
        if token.stem == self.reader.role_head:
            return True
        return token.is_word and (singular in self._heads or token.norm in self._heads)

    @property
    def _heads(self) -> frozenset[str]:
        return self.reader.vocabulary.occupation_words

    def _modifiers_from(self, at: int) -> int:
        start = at
        strong = self.reader.vocabulary.strong_aspects
        while start > 0 and at - start < 2:
            before = self.tokens[start - 1]
            plain = before.is_word and before.norm not in self.reader.vocabulary.glue
            if self.kinds[start - 1] is not None or not plain or (before.stem,) in strong:
                break
            start -= 1
        return start

    def _flags(self) -> frozenset[Flag]:
        found: set[Flag] = set()
        labelled = self._labelled()
        for flag, book in self.reader.vocabulary.flags.items():
            for match in book.find(labelled):
                if flag in ("highest", "lowest", "all_levels", "which_level") and self._is_claimed(match):
                    continue
                if flag == "price" and self._is_aspect(match):
                    continue
                found.add(flag)
                if flag in ("price", "instruction"):
                    continue  # stays content: only evidence (or nothing) can explain it
                for i in range(match.start, match.end):
                    self.kinds[i] = self.kinds[i] or TokenKind.FLAG
        found |= self._openings()
        last = [t.norm for t in self.tokens if t.is_word][-2:]
        if len(last) == 2 and last[1] in ("one", "ones") and last[0] not in self.reader.vocabulary.glue:
            found.add("among")
        return frozenset(found)

    def _labelled(self) -> tuple[Token, ...]:
        """The tokens, the page's own word for a rung read as "level"."""
        labels = self.reader.lexicon.labels
        rung = stem("level")
        return tuple(replace(t, stem=rung) if t.stem in labels else t for t in self.tokens)

    def _is_claimed(self, match: Match[Flag]) -> bool:
        return all(self.kinds[i] is not None for i in range(match.start, match.end))

    def _is_aspect(self, match: Match[Flag]) -> bool:
        return all(self.kinds[i] is TokenKind.ASPECT for i in range(match.start, match.end))

    def _openings(self) -> set[Flag]:
        """Flags that depend on where a word stands: at the start, or at the very end."""
        words = [t for t in self.tokens if t.is_word or t.is_number]
        main = self.reader.vocabulary.main
        found: set[Flag] = set()
        if words and words[0].norm in main.yes_no:
            found.add("yes_no")
        for flag, phrases in (("follow_up", main.follow_up), ("correction", main.correction)):
            heads = {tuple(stems(phrase)) for phrase in phrases}
            opening = tuple(t.stem for t in words)
            if any(opening[: len(head)] == head for head in heads):
                found.add(flag)  # type: ignore[arg-type]
        tails = {tuple(stems(phrase)) for phrase in main.tag}
        closing = tuple(t.stem for t in words)
        if len(words) > 2 and any(closing[-len(tail) :] == tail for tail in tails):
            found.add("tag")
        return found

    def _aspects(self) -> tuple[str, ...]:
        found = []
        for match in self.reader.vocabulary.strong_aspects.find(self.tokens):
            free = [i for i in range(match.start, match.end) if self.kinds[i] is None]
            if not free or (match.value == "transitions" and self._goes_somewhere(match.end)):
                continue
            found.append(match.value)
            for i in free:
                self.kinds[i] = TokenKind.ASPECT
        measures = self.reader.vocabulary.money_words | self.reader.lexicon.quantities.money_words
        for i, token in enumerate(self.tokens):
            if self.kinds[i] is None and token.stem in measures:
                self.kinds[i] = TokenKind.ASPECT
                found.append("salary")
        for name, aspect in self.reader.vocabulary.main.aspects.items():
            generic = name == "responsibilities" and TokenKind.LEVEL not in self.kinds
            own = generic and TokenKind.ROLE in self.kinds
            if not own and any(self._in_order(words) for words in aspect.gapped):
                found.append(name)
        return tuple(dict.fromkeys(found))

    def _goes_somewhere(self, after: int) -> bool:
        """Whether a place follows ("move to X"): no change of career."""
        placed = (TokenKind.REGION, TokenKind.PLACE)
        return any(self.kinds[i] in placed for i in range(after, min(after + 2, len(self.kinds))))

    def _in_order(self, words: Sequence[str]) -> bool:
        """Whether the words follow each other in the question, others between them or not."""
        rest = iter(token.stem for token in self.tokens)
        return all(stem(word) in rest for word in words)

    def _hints(self) -> tuple[str, ...]:
        spoken = {t.stem for t, k in zip(self.tokens, self.kinds, strict=True) if k in _HINTING}
        weak = self.reader.vocabulary.weak_aspects
        return tuple(name for name, words in weak.items() if words & spoken)

    def _rest(self) -> None:
        for i, token in enumerate(self.tokens):
            if self.kinds[i] is None:
                plain = is_glue(token.norm, self.reader.vocabulary)
                glue = plain or not (token.is_word or token.is_number)
                single = len(token.norm) == 1 and token.is_word and token.text not in self.reader.signs
                self.kinds[i] = TokenKind.GLUE if glue or single else TokenKind.CONTENT

    def _content(self) -> tuple[Token, ...]:
        asking = self._asking()
        kinds = (TokenKind.CONTENT, TokenKind.OTHER_ROLE)
        return tuple(
            token for i, token in enumerate(self.tokens) if self.kinds[i] in kinds and i in asking
        )

    def _asked_roles(self, roles: Sequence[str]) -> tuple[str, ...]:
        """Those named where something is asked; a role that the asker has is none of them."""
        asking = self._asking()
        said = {t.stem for i, t in enumerate(self.tokens) if i in asking}
        return tuple(dict.fromkeys(r for r in roles if any(w in said for w in stems(r))))

    def _to_the_point(self) -> str:
        """The question without sentences that give the assistant orders."""
        sentences = self._sentences()
        kept = [span for span in sentences if not self._instructs(span)] or sentences
        return " ".join(self.tokens[i].text for span in kept for i in span)

    def _asking(self) -> set[int]:
        """Tokens of the sentences that ask; of every sentence where those hold no topic."""
        sentences = self._sentences()
        plain = [span for span in sentences if not self._instructs(span)]
        asking = [span for span in plain if self._is_question(span) or self._names_part(span)]
        spans = asking or [span for span in sentences if self._names_part(span)] or sentences
        found = {i for span in spans for i in span}
        topical = (TokenKind.CONTENT, TokenKind.OTHER_ROLE, TokenKind.ASPECT)
        if any(self.kinds[i] in topical for i in found):
            return found
        return {i for span in plain or sentences for i in span}

    def _asks(self) -> bool:
        """Whether a sentence asks, or names a part of the page without giving orders."""
        spans = self._sentences()
        return any(self._is_question(s) or (self._names_part(s) and not self._instructs(s)) for s in spans) or any(
            "?" in self.tokens[i].norm or (self.tokens[i].norm in _SPOKEN_TO and self._me(i)) for s in spans for i in s
        )

    def _me(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].norm in ("me", "us")

    def _sentences(self) -> list[range]:
        starts = [0] + [i + 1 for i, t in enumerate(self.tokens) if t.norm in _SENTENCE_ENDS]
        ends = [*starts[1:], len(self.tokens)]
        spans = [range(a, b) for a, b in zip(starts, ends, strict=True)]
        return [span for span in spans if any(self.tokens[i].is_word for i in span)]

    def _instructs(self, span: range) -> bool:
        words = self.tokens[span.start : span.stop]
        return bool(self.reader.vocabulary.flags["instruction"].find(words))

    def _names_part(self, span: range) -> bool:
        return any(self.kinds[i] is TokenKind.ASPECT for i in span)

    def _is_question(self, span: range) -> bool:
        words = [self.tokens[i] for i in span if self.tokens[i].is_word]
        opening = words[0].norm in _INTERROGATIVES or words[0].norm in _SPOKEN_TO
        return opening or self.tokens[span.stop - 1].norm == "?"


_HINTING = (TokenKind.GLUE, TokenKind.FLAG, TokenKind.CONTENT)
_SENTENCE_ENDS = frozenset(".?!;<>[]()")
_INTERROGATIVES = frozenset("what which who whom whose when where why how".split())
