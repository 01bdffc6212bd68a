"""Figures of a text as comparable keys: value, currency, unit, period and openness, all exact.

Finds figures with `QuantityFinder`, but reads none generously: an amount without its unit or its
currency is another amount. Knows no level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.quantities import Quantity, QuantityFinder
from assistant.answering.text import Token, stem, tokenise
from assistant.answering.vocabulary import Vocabulary
from assistant.records import Region

_PER = frozenset({"a", "an", "per", "each", "/"})
_PERCENT = frozenset({"%", "percent", "pct"})
_MORE = frozenset({"more", "above", "over"})

Piece = tuple[int, int, str, str]


class FigureReader:
    """Reads the figures of texts about one page."""

    def __init__(
        self, finder: QuantityFinder, vocabulary: Vocabulary, regions: Sequence[Region]
    ) -> None:
        main = vocabulary.main
        self._finder = finder
        self._numbers = {stem(word): value for word, value in main.numbers.items()}
        self._durations = {stem(word): value for word, value in main.durations.items()}
        self._scales = {stem(w): s.value for s in main.scales for w in s.words if " " not in w}
        self._currencies = {
            name: sign for sign, words in main.currencies.items() for name in map(stem, words)
        }
        self._units = {t.stem for r in regions for t in tokenise(f"{r.currency} {r.unit}")}

    def read(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        """(start, end, key, "figure") of every figure; `end` is exclusive."""
        for quantity in self._finder.find(tokens):
            if tokens[quantity.start].norm == "ones":
                continue
            yield self._piece(tokens, quantity)

    def _piece(self, tokens: Sequence[Token], quantity: Quantity) -> Piece:
        start, end = quantity.start, quantity.end
        inside = [token for token in tokens[start:end] if token.norm not in ("-", "to", "and")]
        is_range = any(token.norm in ("-", "to", "and") for token in tokens[start + 1 : end - 1])
        is_range = is_range and len(self._values(inside)) == 2
        opened = any(token.norm == "+" for token in inside)
        if not is_range and _says_more(tokens, end):
            opened, end = True, end + 2
            while end < len(tokens) and self._is_mark(tokens[end]):
                inside.append(tokens[end])
                end += 1
        if is_range and start > 0 and tokens[start - 1].norm in ("between", "from"):
            start -= 1
        values = self._values(inside)
        marks = " ".join(sorted(set(self._marks(inside, values))))
        figures = "..".join(f"{value:.12g}" for value in values)
        return start, end, f"figure {figures}{'+' if opened else ''} {marks}", "figure"

    def _value(self, token: Token) -> float | None:
        if token.is_number:
            try:
                return float(token.norm.replace(",", ""))
            except ValueError:
                return None
        return self._numbers.get(token.stem)

    def _values(self, tokens: Sequence[Token]) -> list[float]:
        """The numbers with their scales; a range's first takes the scale of its second."""
        values: list[float] = []
        scales: list[float] = []
        for token in tokens:
            value = self._value(token)
            if value is not None:
                values.append(value)
                scales.append(1.0)
            elif token.stem in self._scales and scales:
                scales[-1] *= self._scales[token.stem]
        if len(scales) == 2 and scales[0] == 1.0 and values[0] < values[1]:
            scales[0] = scales[1]
        return [value * scale for value, scale in zip(values, scales, strict=True)]

    def _marks(self, tokens: Sequence[Token], values: Sequence[float]) -> Iterator[str]:
        """Currency, unit, period and percent, each by one name."""
        for i, token in enumerate(tokens):
            before = tokens[i - 1].norm if i else ""
            if token.norm in _PERCENT:
                yield "%"
            elif token.stem in self._durations and (self._value(token) is None or not values):
                yield f"{'per ' if before in _PER else ''}{self._durations[token.stem]:g} years"
            elif token.stem in self._scales or self._value(token) is not None:
                # Written out or short, the value is the same; a bare amount stays apart.
                continue
            elif token.stem in self._currencies or token.text in self._currencies.values():
                yield self._currencies.get(token.stem, token.text)
            elif token.norm not in _PER and token.norm != "+":
                yield f"{'per ' if before in _PER else ''}{token.stem}"

    def _is_mark(self, token: Token) -> bool:
        return token.stem in self._durations or token.stem in self._units


def _says_more(tokens: Sequence[Token], at: int) -> bool:
    """Whether "or more" stands at `at`."""
    return (
        at + 1 < len(tokens) and tokens[at].norm in ("or", "and") and tokens[at + 1].norm in _MORE
    )
