"""What the readers of a page's parts share while one file is read."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ingest.anchors import AnchorBook
from assistant.ingest.problems import Problems
from assistant.records import Region


@dataclass(frozen=True, slots=True)
class Page:
    """The file's problems so far, its anchors so far and its regions.

    `regions` is None where the front matter is broken: pay lines cannot be checked then.
    """

    problems: Problems
    book: AnchorBook
    regions: tuple[Region, ...] | None
