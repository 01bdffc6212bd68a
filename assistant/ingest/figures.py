"""Ranges as people write them: pay in a region's own currency and unit, and years.

Knows how numbers, dashes and open ends are written. Knows no currency, unit, level or region:
they are handed in by the caller, who has them from the corpus.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from functools import lru_cache

from assistant.records import Range

# 1200, 1,200, 12,00,000 (two-digit groups before the last three), 1'200, 4.5
_NUMBER = (
    r"(?:\d{1,3}(?:[,'’\u00a0\u2009\u202f]\d{2,3})*[,'’\u00a0\u2009\u202f]\d{3}|\d+)(?:\.\d+)?"
)
_DASH = r"[-\u2010-\u2015\u2212]"
_BETWEEN = rf"(?:\s*{_DASH}\s*|\s+to\s+)"
_NEVER = r"(?!)"
_YEAR_WORD = re.compile(r"\s*\b(?:years?|yrs?)\b\.?", re.IGNORECASE)
_YEARS = re.compile(rf"({_NUMBER})(?:{_BETWEEN}({_NUMBER})|\s*(\+))?", re.IGNORECASE)


def parse_pay(text: str, currency: str, unit: str) -> Range:
    """Read a pay range such as "₹10–22 LPA", "$100K–$145K" or "1,200–1,900 crowns a month".

    The currency stands before the first number, after the last or with both; the unit after the
    last number or after both; "+" makes the range open. `text` of the result is the author's own,
    with an en dash. Raises ValueError that says what is wrong and what was expected.
    """
    text = _one_spaced(text)
    match = _pay_pattern(currency, unit).fullmatch(text)
    if match is None:
        raise ValueError(_misfit(text, currency, unit))
    problem = _unbound(match, currency, unit)
    if problem:
        raise ValueError(f"{text!r}: {problem}; expected {_example(currency, unit)}")
    return _range(match["n1"], match["n2"], _is_open(match), _tidy(text))


def find_pay(text: str, currency: str, unit: str) -> tuple[Range, ...]:
    """Every amount in running text that carries both `currency` and `unit`, in order.

    `text` of each range is verbatim, so that it can be found again in the passage.
    """
    pattern = _pay_pattern(currency, unit)
    found: list[Range] = []
    position = 0
    while match := pattern.search(text, position):
        # A misfit such as "2025 - $100K" may hide an amount: look again just behind its start.
        position = match.start() + 1
        if _unbound(match, currency, unit):
            continue
        position = match.end()
        # "30–20" is no range anybody meant, and half of it is no amount.
        with suppress(ValueError):
            found.append(_range(match["n1"], match["n2"], _is_open(match), match[0].strip()))
    return tuple(found)


def parse_years(text: str) -> Range:
    """Read "0–2", "5-9 years", "15+" or "3 years"; the result's `text` ends in " years".

    A single year reads "1 year". Raises ValueError that says what is wrong and what was expected.
    """
    bare = _YEAR_WORD.sub("", _one_spaced(text)).strip()
    match = _YEARS.fullmatch(bare)
    if match is None:
        raise ValueError(
            f"{text.strip()!r} is not a range of years; expected 0–2, 5–9 years or 15+"
        )
    word = "year" if bare == "1" else "years"
    return _range(match[1], match[2], match[3] is not None, f"{_tidy(bare)} {word}")


@lru_cache(maxsize=256)
def _pay_pattern(currency: str, unit: str) -> re.Pattern[str]:
    """One or two amounts, each with its currency before or after it and its unit behind it."""
    sign, suffix = _word(currency), _word(unit)
    plus = rf"\+(?!\s*(?:{sign}\s*)?\d)"  # "$5K+", not "$5K+$2K"
    first, second = (
        rf"(?:(?P<before{n}>{sign})\s*)?(?P<n{n}>{_NUMBER})(?P<plus{n}>{plus})?"
        rf"(?:\s*(?P<mid{n}>{sign}))?(?:\s*(?P<unit{n}>{suffix}))?(?:\s*(?P<after{n}>{sign}))?"
        for n in (1, 2)
    )
    whole = rf"(?<!\w)(?<!\d[.,]){first}(?:{_BETWEEN}{second})?(?P<plus>{plus})?(?!\d)"
    return re.compile(whole, re.IGNORECASE)


def _word(text: str) -> str:
    """A pattern for `text` that does not match inside a longer word."""
    if not text.strip():
        return _NEVER
    spelled = r"\s+".join(re.escape(part) for part in text.split())
    letter = r"[^\W\d_]"
    start = rf"(?<!{letter})" if text.strip()[0].isalpha() else ""
    end = rf"(?!{letter})" if text.strip()[-1].isalpha() else ""
    return f"{start}{spelled}{end}"


def _unbound(match: re.Match[str], currency: str, unit: str) -> str:
    """What keeps the numbers of `match` from being amounts in `currency` and `unit`; "" if none."""
    two = match["n2"] is not None
    signs = [bool(match[f"before{n}"] or match[f"mid{n}"] or match[f"after{n}"]) for n in (1, 2)]
    last = 2 if two else 1
    outside = match["before1"] or match[f"mid{last}"] or match[f"after{last}"]
    if currency.strip() and not (all(signs[:last]) or outside):
        return f"the currency {currency!r} must stand before the first number or after the last"
    if unit.strip() and not match[f"unit{last}"]:
        return f"the unit {unit!r} must stand after the last number"
    if two and _is_open(match):
        return "a range with two ends cannot be open"
    return ""


def _is_open(match: re.Match[str]) -> bool:
    return any(match[group] is not None for group in ("plus1", "plus2", "plus"))


def _misfit(text: str, currency: str, unit: str) -> str:
    """Why `text` is no amount at all: name what is left over where an amount starts it."""
    expected = f"expected {_example(currency, unit)}"
    start = _pay_pattern(currency, unit).match(text)
    rest = text[start.end() :].strip() if start else ""
    if rest:
        return f"{text!r}: {rest!r} is left over; {expected}"
    return f"{text!r} is not an amount in {' '.join((currency, unit)).strip()!r}; {expected}"


def _one_spaced(text: str) -> str:
    """Plain white space collapsed; no-break and thin spaces stay, as they group digits."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _example(currency: str, unit: str) -> str:
    if currency[:1].isalpha():
        return f"10–20 {currency} {unit}".strip()
    return f"{currency}10–20 {unit}".strip()


def _tidy(text: str) -> str:
    """The author's text with one en dash between its ends."""
    return re.sub(rf"(?<=\S){_BETWEEN}(?=\S*\s?\d)", "–", text, count=1)


def _range(low: str, high: str | None, is_open: bool, text: str) -> Range:
    """Numbers to a Range; ValueError when they run backwards or are past any float."""
    start = _number(low)
    end = None if is_open else _number(high or low)
    if not math.isfinite(start) or (end is not None and not math.isfinite(end)):
        raise ValueError(f"{text!r}: a number is too large")
    if end is not None and start > end:
        raise ValueError(f"{text!r} runs backwards: {low} is more than {high}")
    return Range(start, end, text)


def _number(digits: str) -> float:
    return float(re.sub(r"[,'’\s]", "", digits))
