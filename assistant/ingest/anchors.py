"""Every anchor of a page, made from its text alone, and kept unique.

Citations point at these anchors, so their form is a promise: see docs/corpus.md. Knows nothing
about how the page is drawn.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from assistant.ingest.problems import Problems
from assistant.records import Level

LevelPart = Literal["years", "skills", "responsibilities"]

OVERVIEW = "overview"
LEVELS = "levels"
CERTIFICATIONS = "certifications"
TRANSITIONS = "transitions"
MISTAKES = "mistakes"
FAQ = "faq"
RELATED = "related"

_MISTAKE_WORDS = 8
# Signs that tell names apart ("C++", "C#") and would otherwise vanish.
_SPELLED = {"+": " plus ", "#": " sharp ", "&": " and ", "%": " percent "}


def slugify(text: str) -> str:
    """Lower-case words of `text` joined by hyphens; letters of every script are kept.

    Empty when `text` has neither letters nor digits.
    """
    for sign, word in _SPELLED.items():
        text = text.replace(sign, word)
    folded = unicodedata.normalize("NFKC", text).casefold()
    # An apostrophe joins ("don't" -> "dont"); anything else that is no letter or digit parts.
    joined = re.sub(r"(?<=\w)['’](?=\w)", "", folded)
    return "-".join(re.findall(r"[^\W_]+", _without_marks(joined)))


def _without_marks(text: str) -> str:
    """Vowel signs of Indic and other scripts are no word characters to `re`: drop them, so that
    they do not part a word."""
    return "".join(char for char in text if not unicodedata.category(char).startswith("M"))


def level_anchor(number: int) -> str:
    """The anchor of a whole level; `number` counts from 1."""
    return f"level-{number}"


def level_part_anchor(level: Level, part: LevelPart) -> str:
    """The anchor of a level's years, skills or responsibilities."""
    return f"{level.anchor}-{part}"


def salary_anchor(level: Level, region_name: str) -> str:
    """The anchor of a level's pay in one region."""
    return f"{level.anchor}-salary-{slugify(region_name)}"


def certification_anchor(name: str) -> str:
    """The anchor of one certification."""
    return f"certification-{slugify(name)}"


def transition_anchor(origin: str, target: str) -> str:
    """The anchor of a move between two roles."""
    return f"transition-{slugify(origin)}-to-{slugify(target)}"


def mistake_anchor(name: str) -> str:
    """The anchor of one mistake: its first words, as a mistake may be a whole sentence."""
    return f"mistake-{'-'.join(slugify(name).split('-')[:_MISTAKE_WORDS])}"


def faq_anchor(question: str) -> str:
    """The anchor of one FAQ."""
    return f"faq-{slugify(question)}"


def section_anchor(heading: str, parent: str = "") -> str:
    """The anchor of a free section, or of a sub-heading under `parent`."""
    return f"{slugify(parent)}--{slugify(heading)}" if parent else slugify(heading)


class AnchorBook:
    """The anchors taken so far on one page, with the lines that took them."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._lines: dict[str, int] = {}

    def take(self, anchor: str, line: int) -> str:
        """Register and return `anchor`; a clash or an empty name becomes a problem at `line`."""
        if not anchor or anchor.endswith("-"):
            self._problems.add(line, "no anchor can be made of this; expected letters or digits")
        elif anchor in self._lines:
            first = self._lines[anchor]
            self._problems.add(
                line,
                f"the anchor '{anchor}' is already taken by line {first}; expected lines {first} "
                f"and {line} to differ in their words",
            )
        else:
            self._lines[anchor] = line
        return anchor
