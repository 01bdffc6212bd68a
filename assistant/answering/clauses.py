"""A sentence that gives several figures, taken apart: "The badge costs $90, the course $400".

Knows how clauses are joined, from the vocabulary; knows no question and no page.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from lemminflect import getAllLemmas

from assistant.answering.gapping import Frame, Gaps, Words
from assistant.answering.text import Token, tokenise
from assistant.answering.verbs import Verbs
from assistant.answering.vocabulary import Vocabulary

# Signs and words between clauses, the stronger first: of several between two figures one cuts.
_STRONGEST, _STRONG, _COMMA, _PLAIN = 4, 3, 2, 1
_CODE = 3  # letters of a currency
_REMAINDER = 3  # words in which what remains is named: "the rest", "most of the rest"
_BETWEEN = 3  # words and signs between the ends of a range, "and CA$"
_RANGE = ("-", ":", "/")  # signs within a figure
_STOPS = (".", "!", "?", ";", ",", ")")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence. `spans` are the characters that it says, in the order in which it says
    them, with those that it shares with another clause; `alone` is how it stands alone, "" where
    it cannot; `share` is its one figure where that is a percentage (0..100)."""

    spans: tuple[tuple[int, int], ...]
    alone: str
    share: float | None = None


class ClauseReader:
    """Takes sentences apart. `labels` are stems of words that a number follows as a name does."""

    def __init__(self, vocabulary: Vocabulary, labels: Set[str]) -> None:
        main = vocabulary.main
        self._labels = labels
        self._verbs = Verbs(main)
        self._gaps = Gaps(main, self._verbs)
        self._numbers = frozenset(main.numbers)
        self._ones = frozenset(word for word, value in main.numbers.items() if value == 1)
        self._joins = frozenset(main.clause_joins)
        self._attached = frozenset(main.attached)
        self._prepositions = frozenset(main.prepositions)
        self._plain = frozenset(
            (*main.function_words.split(), *main.prepositions, *main.determiners)
        )
        self._alternatives = frozenset(main.alternatives)
        self._fractions = frozenset(main.figure_words)
        self._contrasts = frozenset(main.contrasts)
        self._remainders = frozenset(main.remainders)
        phrases = (*main.approximate, *main.limits)
        self._belonging_words = frozenset(tuple(phrase.split()) for phrase in phrases)
        self._range_joins = frozenset(main.range_joins)
        self._pronouns = frozenset(main.pronouns)

    def read(self, text: str) -> tuple[Clause, ...]:
        """The clauses of one sentence that gives figures of several things, each with its own; ()
        for any other sentence."""
        tokens = tokenise(text)
        while tokens and tokens[-1].norm in _STOPS:
            tokens = tokens[:-1]
        parts = self._parts(tokens)
        said = self._raised(parts) or self._said(tokens, parts)
        places = {token.start: i for i, token in enumerate(tokens)}
        clauses = []
        for part, words in zip(parts, said, strict=False):
            spans = _runs(words or part, places)
            alone = _alone(text, spans) if words else ""
            clauses.append(Clause(spans, alone, _share(self._frame(words))))
        return tuple(clauses)

    def _parts(self, tokens: Words) -> list[Words]:
        """The tokens of each clause, as they stand; [] where nothing parts two figures."""
        figures = self._figures(tokens)
        cuts = [cut for a, b in pairwise(figures) if (cut := self._cut(tokens, a[1], b[0]))]
        if not cuts:
            return []
        last = self._last_cut(tokens, figures[-1][1])
        starts = [0, *(after for _, after in cuts), *(after for _, after in last)]
        ends = [*(at for at, _ in cuts), *(at for at, _ in last), len(tokens)]
        return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]

    def _last_cut(self, tokens: Words, end: int) -> list[tuple[int, int]]:
        """Where a clause without a figure begins after the last one: "..., and the rest is free",
        "... and the rest in Peru"."""
        for i in range(end, len(tokens) - 1):
            if self._strength(tokens[i]) and any(
                token.norm in self._remainders for token in tokens[i + 1 : i + 1 + _REMAINDER]
            ):
                start = i + 1
                while end < i and self._strength(tokens[i - 1]):
                    i -= 1
                while start < len(tokens) - 1 and self._strength(tokens[start]):
                    start += 1
                return [(i, start)]
        cut = self._cut(tokens, end, len(tokens), least=_STRONG)
        return [cut] if cut and self._is_sentence(tokens[cut[1] :]) else []

    def _said(self, tokens: Words, parts: Sequence[Words]) -> list[Words]:
        """What each clause says, () for one that cannot stand alone; [] where the sentence does not
        come apart."""
        said: list[Words] = []
        frame: Frame | None = None
        scope: Words = ()
        listed = False  # whether a comma has parted clauses
        for part in parts:
            own = self._frame(part)
            words: Words = ()
            gap = [t.norm for t in tokens if t.end <= part[0].start][-2:]
            before = gap[-1:]
            if self._is_sentence(part):
                referring = said and self._gaps.has_referent(part)
                unit = self._gaps.unit(frame, own) if frame and own else ()
                whole = (*self._scope_of(part, before, scope), *part, *unit)
                words = () if referring else whole
            elif frame and own:
                contrasted = bool(self._contrasts & set(before))
                words = self._gaps.continued(frame, own)
                words = words or self._gaps.filled(frame, own, contrasted=contrasted)
            listed = listed or "," in gap or ";" in gap
            if not self._is_whole(part, own, words, frame, first=not said):
                return []
            if said and not words and not listed:  # "move up or sideways within 2 years"
                return []
            said.append(words)
            if words and (own is not None or words != part):
                frame = self._frame(words)
                scope = scope or (self._gaps.scope(frame) if frame else ())
        return said

    def _is_whole(
        self, part: Words, own: Frame | None, words: Words, frame: Frame | None, *, first: bool
    ) -> bool:
        """Whether a sentence may be cut before a part: the part says one thing, or nothing that
        another needs."""
        if own is None:
            counted = len(self._figures(part)) > 1
            listed = any(token.norm == ":" for token in part)
            return not (first and (listed or (counted and not words)))
        if self._gaps.is_torn(own) or (frame and self._gaps.is_joint(frame, own)):
            return False
        if any(token.norm == ":" for token in own.after):  # "four kinds: ..."
            return False
        return bool(words) or (not first and self._verbs.sure(part) is None)

    def _scope_of(self, part: Words, before: Sequence[str], scope: Words) -> Words:
        """The phrase that opens the sentence and holds for this clause too."""
        led = self._gaps.scope(Frame(part, part[:1], ())) or part[0].start == 0
        return () if led or before == [";"] or part[0].norm in self._prepositions else scope

    def _raised(self, parts: Sequence[Words]) -> list[Words]:
        """Clauses that share the verb of the last one: "30% of posts here and 20% of posts there
        are remote"; [] for any others."""
        frames = [self._frame(part) for part in parts]
        if not frames or any(frame is None for frame in frames):
            return []
        return self._gaps.raised([frame for frame in frames if frame is not None])

    def _frame(self, part: Words) -> Frame | None:
        """The clause around its figure, if it has one only, or one only after a colon."""
        figures = self._figures(part)
        colon = max((i for i, token in enumerate(part) if token.norm == ":"), default=-1)
        figures = [figure for figure in figures if figure[0] > colon] or figures
        if len(figures) != 1:
            return None
        start, end = figures[0]
        return Frame(part[:start], part[start:end], part[end:])

    def _figures(self, tokens: Words) -> list[tuple[int, int]]:
        """Where the figures begin and end, with the words and signs that belong to them: "about",
        "$", "%". A range is one figure."""
        found: list[tuple[int, int]] = []
        for at in range(len(tokens)):
            if not self._is_figure(tokens, at):
                continue
            end = at + 1
            while _touches(tokens, end) and tokens[end].norm not in (*_RANGE, *_STOPS):
                end += 1
            if self._is_fraction(tokens[end : end + 3]):
                end += 3
            if found and self._is_range(tokens, found[-1], at):
                found[-1] = (found[-1][0], end)
                continue
            start = at
            while start and (size := self._belonging(tokens, start)):
                start -= size
            found.append((start, end))
        return found

    def _is_fraction(self, words: Words) -> bool:
        """Whether words go on with a number: "and a half"."""
        joined = len(words) == 3 and words[0].norm in self._joins
        return joined and words[2].norm in self._fractions

    def _is_figure(self, tokens: Words, at: int) -> bool:
        token = tokens[at]
        named = at > 0 and tokens[at - 1].stem in self._labels
        if at > 1 and tokens[at - 1].norm == "-" and tokens[at - 2].is_word:  # "day-30"
            joined = _touches(tokens, at) and _touches(tokens, at - 1)
            named = named or (joined and tokens[at - 2].norm not in self._numbers)
        stands = at + 1 == len(tokens) or not tokens[at + 1].is_word
        if token.norm in self._ones and stands:  # "they hold one"
            return False
        return (token.is_number or token.norm in self._numbers) and not named

    def _is_range(self, tokens: Words, figure: tuple[int, int], at: int) -> bool:
        """Whether the number at `at` ends a range: "5 to 6", "€2K–€3K", "between 5 and 6"."""
        start, end = figure
        words = [
            token.norm for token in tokens[end:at] if token.is_word and token.norm in self._joins
        ]
        if words and tokens[start].norm == "between" and at - end <= _BETWEEN:
            return True
        if end < at and all(t.norm == "," or t.norm in self._joins for t in tokens[end:at]):
            return True  # "two or three", "6, 12 and 25"
        linked = False
        for i in range(end, at):
            norm, touching = tokens[i].norm, _touches(tokens, i) and _touches(tokens, i + 1)
            if norm == "-" or norm in self._range_joins or (touching and norm in _RANGE):
                linked = True
            elif not touching and (tokens[i].is_word or not _touches(tokens, i + 1)):
                return False
        return linked or end >= at

    def _belonging(self, tokens: Words, end: int) -> int:
        """How many words or signs right before a figure are part of it: "at least", "$"."""
        if _touches(tokens, end) and tokens[end - 1].norm not in (",", ";", "("):
            return 1
        said = tuple(token.norm for token in tokens[max(0, end - 3) : end])
        words = [n for n in range(1, len(said) + 1) if said[-n:] in self._belonging_words]
        code = tokens[end - 1]
        coded = code.text[0].isupper() and len(code.text) <= _CODE  # "AED 200"
        coded = coded and code.norm not in self._plain and tokens[end].is_number
        return max(words, default=int(coded))

    def _cut(
        self, tokens: Words, end: int, start: int, least: int = _PLAIN
    ) -> tuple[int, int] | None:
        """Where a clause ends and the next begins between two figures: (end, start) by token."""
        best: tuple[int, int, int] | None = None
        at = end
        depth = [sum((t.norm == "(") - (t.norm == ")") for t in tokens[:i]) for i in range(start)]
        while at < start:
            first = at
            while at < start and self._strength(tokens[at]):
                at += 1
            nested = first < at and depth[first] > 0
            if first < at < len(tokens) and not nested and self._opens(tokens, first, at):
                words = any(token.is_word for token in tokens[first:at])
                most = max(self._strength(token) for token in tokens[first:at])
                strength = _STRONG if most == _COMMA and words else most
                if strength >= (best[0] if best else least):
                    best = (strength, first, at)
            at = max(at, first + 1)
        return best[1:] if best else None

    def _opens(self, tokens: Words, first: int, at: int) -> bool:
        """Whether a clause may begin at `at`, after the signs and words from `first`."""
        return tokens[at].norm not in self._attached or tokens[first].norm == ";"

    def _strength(self, token: Token) -> int:
        if token.norm == ";":
            return _STRONGEST
        if token.norm == ",":
            return _COMMA
        return _PLAIN if token.norm in self._joins - self._alternatives else 0

    def _is_sentence(self, part: Words) -> bool:
        """Whether a clause has a subject of its own, no pronoun, and a verb."""
        first = part[0]
        opening = first.start == 0
        frame = self._frame(part)
        if opening and frame and frame.before[-1:] and frame.before[-1].norm == ":":
            return True  # "Average basket: £58 in the UK"
        verb = self._verbs.first(part) if opening else self._verbs.sure(part)
        if first.norm in self._pronouns or verb is None:
            return False
        ends = [end for _, end in self._figures(part)[:1]]
        if ends and any(token.norm in self._joins for token in part[ends[0] : verb]):
            return False  # the verb of another: "a pass 5%, and the rest is free"
        if opening:
            return True
        if frame and not frame.before:  # its subject is a share of what the clause before names
            return False
        forms = getAllLemmas(first.norm) if first.is_word else {"AUX": ()}
        gerund = first.norm.endswith("ing")
        return "AUX" not in forms and ("VERB" not in forms or gerund or _is_compound(part))


def _share(frame: Frame | None) -> float | None:
    """The percentage that is the figure of a clause."""
    numbers = [token for token in frame.figure if token.is_number] if frame else []
    if not frame or len(numbers) != 1 or frame.figure[-1].norm != "%":
        return None
    return float(numbers[0].norm.replace(",", ""))


def _touches(tokens: Words, at: int) -> bool:
    """Whether no space stands before a token."""
    return 0 < at < len(tokens) and tokens[at].start == tokens[at - 1].end


def _runs(words: Words, places: dict[int, int]) -> tuple[tuple[int, int], ...]:
    """The characters of tokens, those that follow each other in the text together."""
    runs: list[tuple[int, int]] = []
    last = -1
    for token in words:
        at = places[token.start]
        if runs and at == last + 1:
            runs[-1] = (runs[-1][0], token.end)
        else:
            runs.append((token.start, token.end))
        last = at
    return tuple(runs)


def _alone(text: str, spans: Sequence[tuple[int, int]]) -> str:
    said = " ".join(text[start:end] for start, end in spans).rstrip(" .!;,")
    return f"{said[0].upper()}{said[1:]}."


def _is_compound(part: Words) -> bool:
    """Whether a clause begins with two nouns, the first of which might be a verb ("wire changes
    take 15 minutes")."""
    one, two = (getAllLemmas(token.norm) for token in part[:2]) if len(part) > 1 else ({}, {})
    if len(part) > 1 and part[1].norm == "-":  # "sign-out"
        return True
    plain = "VERB" in one and part[0].norm in one["VERB"]
    return plain and "NOUN" in one and "NOUN" in two and "AUX" not in two
