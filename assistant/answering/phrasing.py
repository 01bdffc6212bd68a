"""Ready sentences: what a row, a list or an abstention reads like when nobody drafts it.

The wording is the vocabulary's (`phrases`); this file fills it in. Knows no question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.vocabulary import Vocabulary
from assistant.records import Chunk, Level, Range, Roadmap

# "₹50–100 LPA", "$200K–$290K": sign, low, its mark, high, its mark, unit.
_RANGE = re.compile(r"(\D*)([\d.,]+)(\w*)\s*[–-]\s*\D{0,3}?([\d.,]+)(\w*)((?:\s.*)?)")
_SPOKEN_WITH_VOWEL = frozenset("AEFHILMNORSX")


class Phrasing:
    """Fills the vocabulary's ready sentences for one roadmap."""

    def __init__(self, roadmap: Roadmap, vocabulary: Vocabulary) -> None:
        self._roadmap = roadmap
        self._phrases = vocabulary.main.phrases

    def title(self, level: Level) -> str:
        """The level's title; with its label where the title is the role's own name."""
        plain = level.title.casefold() != self._roadmap.role.casefold()
        return level.title if plain else f"{level.title} ({level.label})"

    def a_title(self, level: Level) -> str:
        """The title with its article."""
        title = self.title(level)
        return f"{'An' if starts_with_vowel(title) else 'A'} {title}"

    def salary(self, level: Level, region: str, pay: Range) -> str:
        return self._fill(
            "salary", a_title=self.a_title(level), region=_placed(region), range=pay.text
        )

    def salary_row(self, level: Level, region: str, pay: Range) -> str:
        return self._fill(
            "salary_row", title=self.title(level), region=_placed(region), range=pay.text
        )

    def bound(self, pay: Range, *, upper: bool) -> str:
        """One end of a range of pay in a sentence, written as the page writes it; "" when the
        range is open or written in another way."""
        match = _RANGE.fullmatch(pay.text)
        if not match:
            return ""
        sign, low, own, high, mark, rest = match.groups()
        figure = f"{sign}{high}{mark}{rest}" if upper else f"{sign}{low}{own or mark}{rest}"
        return self._fill("at_most" if upper else "at_least", figure=figure)

    def years(self, level: Level) -> str:
        return self._fill("years", a_title=self.a_title(level), range=level.years.text)

    def years_row(self, level: Level) -> str:
        return self._fill("years_row", title=self.title(level), range=level.years.text)

    def items(self, kind: str, level: Level, items: Sequence[str], inline: bool) -> str:
        """A level's skills or responsibilities: a list, or one line."""
        if inline:
            return self._fill(f"{kind}_line", title=self.title(level), items="; ".join(items))
        head = self._fill(kind, a_title=_lower_article(self.a_title(level)))
        return "\n".join((head, *(f"- {item}" for item in items)))

    def listed(self, kind: str, level: Level, item: str) -> str:
        """That one skill or responsibility belongs to a level."""
        return self._fill(f"{kind}_item", a_title=_lower_article(self.a_title(level)), item=item)

    def say(self, name: str, **values: str) -> str:
        """Any other ready sentence by name; {title} and {role} are the roadmap's."""
        return self._fill(
            name, **{"title": self._roadmap.title, "role": self._roadmap.role, **values}
        )

    def _fill(self, name: str, **values: str) -> str:
        return self._phrases[name].format(**values)


def starts_with_vowel(text: str) -> bool:
    """Whether "an" goes before the text: by its sound for acronyms ("an ML engineer")."""
    word = text.split()[0] if text.split() else ""
    if word.isupper() and len(word) > 1:
        return word[0] in _SPOKEN_WITH_VOWEL
    return word[:1].lower() in ("a", "e", "i", "o", "u")


def section_of(chunk: Chunk) -> str:
    """The headings above a chunk, as a citation shows them."""
    return " › ".join(chunk.heading_path)


def _lower_article(text: str) -> str:
    return text[:1].lower() + text[1:]


def _placed(region: str) -> str:
    """A region as it stands after "in": initials take an article ("the US")."""
    return f"the {region}" if region.isupper() else region
