"""Runs without the FAQ: pages that lose it, and rows that ask only what is left.

It knows the FAQ's headings and a row's fields; it asks nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from eval.dataset import Kind, Row
from eval.metrics.nuggets import missing_nuggets
from eval.page import Page

# The headings that docs/corpus.md accepts for the FAQ.
_FAQ = re.compile(
    r"^## (?:FAQ|Frequently asked questions|Questions)\s*\n.*?(?=^## |\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)


def without_faq(markdown: str) -> str:
    """`markdown` of a roadmap without its FAQ section."""
    return _FAQ.sub("", markdown)


def rows_for(rows: Sequence[Row], pages: Mapping[str, Page]) -> tuple[Row, ...]:
    """`rows` as `pages` that have lost their FAQ can answer them.

    A row stays answerable when every nugget still stands somewhere on its page, supported by the
    anchors that are left. Otherwise an abstention is the right answer to it.
    """
    return tuple(_adapt(row, pages[row.roadmap]) for row in rows)


def _adapt(row: Row, page: Page) -> Row:
    if not row.answerable or row.kind is Kind.SMALL_TALK:
        return row
    if missing_nuggets("\n".join(page.texts), row.must):
        return replace(row, answerable=False, must=(), support=())
    left = page.passages.keys() | {level.anchor for level in page.levels}
    groups = (tuple(sorted(group & left)) for group in row.support_groups)
    return replace(row, support=tuple(group for group in groups if group))
