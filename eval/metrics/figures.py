"""Figures: every number, with its sign and unit, must be one that the text behind it states.

Deliberately apart from the product's verifier. It compares figures and texts; it knows no question
and no region: signs are Unicode currency signs, units come from `words/units.txt` and the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from eval.text import digits_for_words, normalise, word_list, words

COMMON_UNITS = word_list("units")
_NUMBER = r"\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![\w.])(?:(?P<before>[a-z]+) )?(?P<sign>[^\w\s]?)"
    rf"(?P<low>{_NUMBER})(?P<glue>[a-z]{{0,4}}|%)(?:-[^\w\s]?(?P<high>{_NUMBER})(?P<tail>[a-z]{{0,4}}|%))?"
    r"(?!\d)\+?(?: ?(?P<after>[a-z]+|%))?"
)
_NOT_FIGURES = re.compile(r"\[\d+\]|(?m:^\s*\d+[.)]\s)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a range ("" for no `high`), its currency (a sign or a word) and its unit."""

    low: str
    high: str
    sign: str
    unit: str

    @property
    def text(self) -> str:
        """The figure as it is reported: "₹50–100 lpa"."""
        bounds = f"{self.low}–{self.high}" if self.high else self.low
        return f"{self.sign}{bounds} {self.unit}".strip()


@dataclass(frozen=True)
class Names:
    """What a page calls things.

    `numbered` are names with a number in them, `labels` the words that number a level, `proper`
    the names of its role, levels and regions, `units` what its figures count.
    """

    numbered: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset({"level"})
    proper: tuple[str, ...] = ()
    units: frozenset[str] = COMMON_UNITS


@lru_cache(maxsize=8192)
def find_figures(text: str, names: Names, *, spelled: bool = True) -> tuple[Figure, ...]:
    """The figures of `text`: digits and, where `spelled`, number words from two up.

    Numbers of levels ("level 3"), of names ("Career Path 2025"), of lists ("1.") and of citations
    ("[1]") are none.
    """
    plain = normalise(_NOT_FIGURES.sub(" ", text))
    for name in names.numbered:
        plain = plain.replace(name, " ")
    if spelled:
        plain = digits_for_words(plain)
    label = "|".join(sorted(map(re.escape, names.labels)))
    plain = re.sub(
        rf"\b(?:{label}) \d+(?:(?:-|, | and | or | & |, and )\d+(?! ?[a-z%]))*", " ", plain
    )
    return tuple(_figure(match, names) for match in _FIGURE.finditer(plain))


def _figure(match: re.Match[str], names: Names) -> Figure:
    sign = match["sign"] if match["sign"] and unicodedata.category(match["sign"]) == "Sc" else ""
    if not sign and match["before"] in names.units:
        sign = match["before"]
    units = (match["tail"], match["glue"], match["after"])
    unit = next((unit for unit in units if unit and unit in names.units), "")
    return Figure(match["low"], match["high"] or "", sign, unit)


def unstated(
    text: str,
    sources: Iterable[str],
    names: Names,
    *,
    allowed: str = "",
    bare_ranges: bool = False,
) -> tuple[Figure, ...]:
    """The figures of `text` that no one of `sources` states; those of `allowed` may be echoed.

    With `bare_ranges` a range without sign and unit is held to its bounds alone.
    """
    texts = [*sources, allowed] if allowed else list(sources)
    stated = [(find_figures(source, names), frozenset(words(source)), source) for source in texts]
    own = frozenset(words(text))
    return tuple(
        figure
        for figure in find_figures(text, names)
        if not any(
            (bare_ranges and _same_bare_range(figure, other))
            or same_figure(figure, own, other, there, source)
            for others, there, source in stated
            for other in others
        )
    )


def _same_bare_range(figure: Figure, other: Figure) -> bool:
    if not figure.high or figure.sign or figure.unit:
        return False
    return (figure.low, figure.high) == (other.low, other.high)


def same_figure(
    figure: Figure, own: frozenset[str], other: Figure, there: frozenset[str], source: str
) -> bool:
    """Whether `other`, of a text with the words `there`, states `figure`, of one with `own`.

    A single number may be one end of a range. A unit that only one of the two carries must stand
    elsewhere in the other's text ("Years: 5–9" for "5–9 years").
    """
    bounds = {(other.low, other.high), (other.low, ""), (other.high, "")}
    if (figure.low, figure.high) not in bounds:
        return False
    if figure.unit != other.unit:
        if figure.unit and other.unit:
            return False
        if (figure.unit or other.unit) not in (there if figure.unit else own):
            return False
    if figure.sign == other.sign:
        return True
    # "50–100 LPA" for "₹50–100 LPA": the unit says it; a sign may never be added or changed.
    return (not figure.sign and bool(figure.unit)) or (not other.sign and figure.sign in source)
