"""Figures in a text: years, pay, percentages and plain numbers, with the words around them.

Knows number words, durations, scales and currencies from the vocabulary and the page's regions;
does not know levels. Used on questions and, word for word the same, on drafted sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.text import Token, stem, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Region

_PER = frozenset({"a", "an", "per", "each", "/"})
_PERCENT = frozenset({"%", "percent", "pct"})

QuantityKind = Literal["years", "pay", "percent", "number"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure or range in tokens `start`..`end` (exclusive).

    `low` and `high` are in years for kind "years" and fully multiplied for "pay" (60 lakh is
    6,000,000); `high` is None when open ("10+"). `regions` are the names of the page's regions
    that write pay this way; empty when the text does not say.
    """

    kind: QuantityKind
    low: float
    high: float | None
    start: int
    end: int
    regions: tuple[str, ...] = ()

    def overlaps(self, low: float, high: float | None) -> bool:
        """Whether this figure shares a point with the closed interval."""
        mine = float("inf") if self.high is None else self.high
        other = float("inf") if high is None else high
        return self.low <= other and low <= mine


@dataclass(frozen=True, slots=True)
class Money:
    """How one region writes pay: its currency (signs, stems), stems of its unit, multiplier."""

    region: str
    currency: frozenset[str]
    unit: frozenset[str]
    scale: float
    family: str


class QuantityFinder:
    """Finds the figures of a text, given the regions of a page."""

    def __init__(self, vocabulary: Vocabulary, regions: Sequence[Region]) -> None:
        main = vocabulary.main
        self._numbers = {stem(word): value for word, value in main.numbers.items()}
        self._durations = {stem(w): value for w, value in main.durations.items() if " " not in w}
        self._scales = {
            stem(word): scale for scale in main.scales for word in scale.words if " " not in word
        }
        self._time = frozenset(stem(word) for word in main.time_units)
        self._currencies = {
            sign: frozenset(stem(word) for word in words) for sign, words in main.currencies.items()
        }
        self._money = tuple(self._money_of(region) for region in regions)
        own = frozenset(mark for money in self._money for mark in money.currency)
        spoken = frozenset(w for words in self._currencies.values() for w in words)
        self._currency_marks = own | spoken | frozenset(self._currencies)
        self._unit_words = frozenset(word for money in self._money for word in money.unit)

    def _money_of(self, region: Region) -> Money:
        currency: set[str] = set()
        for token in tokenise(region.currency):
            currency |= {token.text, token.stem} | self._currencies.get(token.text, frozenset())
        unit = {t.stem for t in tokenise(region.unit) if t.is_word} - _PER - set(self._durations)
        scale = next((self._scales[w] for w in unit if w in self._scales), None)
        family = scale.family if scale else ""
        value = scale.value if scale else 1.0
        return Money(region.name, frozenset(currency), frozenset(unit), value, family)

    @property
    def money_words(self) -> frozenset[str]:
        """Stems of the words that the page's regions write pay in."""
        marks = self._unit_words | {mark for money in self._money for mark in money.currency}
        return frozenset(mark for mark in marks if len(mark) > 2 and mark.isalpha())

    def regions_paid_in(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """The regions whose money the text names ("in rupees"), where no other is paid in it."""
        found = []
        for token in tokens:
            said = {token.text, token.stem} - self._time
            paid = [m.region for m in self._money if said & (m.currency | m.unit)]
            if len(paid) == 1 and (len(token.norm) > 2 or not token.is_word):
                found += paid
        return tuple(dict.fromkeys(found))

    def scale_of(self, region: str) -> float:
        """What one figure of the region's unit is worth in whole currency."""
        return next(money.scale for money in self._money if money.region == region)

    def find(self, tokens: Sequence[Token]) -> tuple[Quantity, ...]:
        """All figures in order of appearance."""
        found, at = [], 0
        while at < len(tokens):
            quantity = self._at(tokens, at)
            if quantity:
                found.append(quantity)
            at = quantity.end if quantity else at + 1
        return tuple(found)

    def _value(self, token: Token) -> float | None:
        if token.is_number:
            try:
                return float(token.norm.replace(",", ""))
            except ValueError:
                return None
        return self._numbers.get(token.stem)

    def _at(self, tokens: Sequence[Token], at: int) -> Quantity | None:
        start = at
        marks: list[Token] = []
        if self._is_currency(tokens[at]) and at + 1 < len(tokens) and tokens[at + 1].is_number:
            marks.append(tokens[at])
            at += 1
        low = self._value(tokens[at])
        if low is None:
            return None
        if tokens[at].stem in self._durations:  # "a decade" is its own unit
            marks.append(tokens[at])
        end, low_scale = self._take_marks(tokens, at + 1, marks)
        high: float | None = low
        high_scale = low_scale
        after = self._after_dash(tokens, start, end)
        if after is not None:
            if self._is_currency(tokens[after]) and after + 1 < len(tokens):
                marks.append(tokens[after])
                after += 1
            second = self._value(tokens[after])
            if second is not None and second >= low * 0.001:
                high = second
                end, high_scale = self._take_marks(tokens, after + 1, marks)
        elif end < len(tokens) and tokens[end].norm == "+":
            high, end = None, end + 1
            end, high_scale = self._take_marks(tokens, end, marks)
        return self._make(tokens, start, end, (low, low_scale), (high, high_scale), marks)

    def _after_dash(self, tokens: Sequence[Token], start: int, at: int) -> int | None:
        """The index after a range sign: a dash, "to", or "and" after "between"."""
        between = start > 0 and tokens[start - 1].norm == "between"
        signs = ("-", "to", "and") if between else ("-", "to")
        if at + 1 >= len(tokens) or tokens[at].norm not in signs:
            return None
        after = at + 1
        ahead = tokens[after : after + 2]
        follows = any(self._value(token) is not None for token in ahead[:1])
        signed = self._is_currency(ahead[0]) and len(ahead) > 1 and ahead[1].is_number
        return after if follows or signed else None

    def _is_currency(self, token: Token) -> bool:
        return token.text in self._currency_marks or token.stem in self._currency_marks

    def _take_marks(
        self, tokens: Sequence[Token], at: int, marks: list[Token]
    ) -> tuple[int, float]:
        """Step over scale, currency, unit and duration words; return the end and the multiplier."""
        scale = 1.0
        while at < len(tokens):
            token = tokens[at]
            if token.stem in self._scales:
                scale *= self._scales[token.stem].value
            elif not self._is_mark(token) and not self._opens_unit(tokens, at, marks):
                break
            marks.append(token)
            at += 1
        return at, scale

    def _is_mark(self, token: Token) -> bool:
        """Whether a word right after a number says what the number counts."""
        counted = token.stem in self._durations or token.stem in self._unit_words
        return counted or self._is_currency(token) or token.norm in _PERCENT

    def _opens_unit(self, tokens: Sequence[Token], at: int, marks: Sequence[Token]) -> bool:
        """Whether "a month" / "per season" starts here, behind an amount."""
        if not marks or tokens[at].norm not in _PER or at + 1 >= len(tokens):
            return False
        word = tokens[at + 1].stem
        return word in self._durations or word in self._unit_words

    def _make(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        low: tuple[float, float],
        high: tuple[float | None, float],
        marks: Iterable[Token],
    ) -> Quantity:
        marked = tuple(marks)
        scale = high[1] if high[1] != 1.0 else low[1]
        kind = self._kind(marked)
        top = high[0]
        if kind == "years":
            factor = next(self._durations[m.stem] for m in marked if m.stem in self._durations)
            factor = 1.0 if len(marked) == 1 and tokens[start] is marked[0] else factor
            high_years = None if top is None else top * factor
            return Quantity("years", low[0] * factor, high_years, start, end)
        regions = self._regions(marked) if kind == "pay" else ()
        lows = low[0] * (low[1] if low[1] != 1.0 else scale)
        highs = None if top is None else top * scale
        if kind == "pay" and scale == 1.0 and len(regions) == 1 and lows < 1000:
            worth = self.scale_of(regions[0])  # "$200" beside a unit of thousands
            lows, highs = lows * worth, None if highs is None else highs * worth
        return Quantity(kind, lows, highs, start, end, regions)

    def _kind(self, marks: Sequence[Token]) -> QuantityKind:
        if any(mark.norm in _PERCENT for mark in marks):
            return "percent"
        if any(
            self._is_currency(m) or m.stem in self._scales or m.stem in self._unit_words
            for m in marks
        ):
            return "pay"
        return "years" if any(m.stem in self._durations for m in marks) else "number"

    def _regions(self, marks: Sequence[Token]) -> tuple[str, ...]:
        """The regions that write pay with these marks: by currency, then unit, then family."""
        stems_and_signs = {m.text for m in marks} | {m.stem for m in marks}
        if stems_and_signs & self._currency_marks:
            return tuple(m.region for m in self._money if stems_and_signs & m.currency)
        by_unit = tuple(m.region for m in self._money if stems_and_signs & m.unit)
        families = {self._scales[m.stem].family for m in marks if m.stem in self._scales}
        by_family = tuple(m.region for m in self._money if m.family and m.family in families)
        return by_unit or by_family
