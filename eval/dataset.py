"""Reads question sets: JSON Lines, one typed and validated `Row` a line.

It knows what a row must look like and, when told, which anchors exist; it runs and scores nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

QUESTIONS = Path(__file__).parent / "questions"
SPLITS = (
    "dev", "dev2", "dev3", "dev4", "test", "unseen", "fresh", "fresh2", "fresh3", "fresh4",
    "fresh5", "train", "train2", "train3", "train4", "plain", "holdout",
)  # fmt: skip


class Kind(StrEnum):
    """What a row tries."""

    FAQ = "faq"
    SALARY = "salary"
    YEARS = "years"
    SKILLS = "skills"
    RESPONSIBILITIES = "responsibilities"
    CERTIFICATIONS = "certifications"
    TRANSITIONS = "transitions"
    MISTAKES = "mistakes"
    OVERVIEW = "overview"
    SECTION = "section"
    COMPARISON = "comparison"
    ALL_LEVELS = "all_levels"
    FIND_LEVEL = "find_level"
    CONVERSATION = "conversation"
    TYPO = "typo"
    ABBREVIATION = "abbreviation"
    CODE_MIXED = "code_mixed"
    NEAR_MISS = "near_miss"
    OFF_TOPIC = "off_topic"
    GIBBERISH = "gibberish"
    FALSE_PREMISE = "false_premise"
    INJECTION = "injection"
    SMALL_TALK = "small_talk"
    PARTIAL = "partial"
    YES_NO = "yes_no"


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"\S")]
Anchor = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-+[a-z0-9]+)*$")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Row:
    """One question, or a conversation whose last turn is scored.

    `must` holds nuggets, each a tuple of wordings of which one is enough; `must_not` what a right
    answer never says; `support` what a right answer cites, each an anchor or a tuple of anchors of
    which one is enough.
    """

    id: Text
    roadmap: Text
    kind: Kind
    turns: Annotated[tuple[Text, ...], Field(min_length=1)]
    answerable: bool
    must: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...]
    must_not: tuple[Text, ...]
    support: tuple[Anchor | Annotated[tuple[Anchor, ...], Field(min_length=1)], ...]
    reference: str = ""
    note: str = ""

    @property
    def question(self) -> str:
        """The turn that is scored."""
        return self.turns[-1]

    @property
    def support_groups(self) -> tuple[frozenset[str], ...]:
        """`support`, each entry as a set of alternatives."""
        return tuple(frozenset([s] if isinstance(s, str) else s) for s in self.support)


class DatasetError(Exception):
    """A question set is broken; one line a problem, each "file:line: what is wrong"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


_ROW = TypeAdapter(Row)


def load_split(split: str, folder: Path = QUESTIONS) -> tuple[Row, ...]:
    """The rows of one of SPLITS, or of "all": dev and test, which share their roadmaps.

    Raises DatasetError with every problem found.
    """
    names = ("dev", "test") if split == "all" else (split,)
    return tuple(row for name in names for row in read_rows(folder / f"{name}.jsonl"))


def read_rows(path: Path, anchors: Mapping[str, AbstractSet[str]] | None = None) -> tuple[Row, ...]:
    """Every row of one file; `anchors` (slug -> anchors of its page) are checked when given.

    Raises DatasetError with every problem, or FileNotFoundError.
    """
    rows: list[Row] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        row, found = _parse(line)
        if row is not None:
            found = [*found, *_check(row, anchors)]
            if row.id in seen:
                found.append(f"id {row.id!r} was used in line {seen[row.id]}")
            seen.setdefault(row.id, number)
            rows.append(row)
        problems += [f"{path.name}:{number}: {problem}" for problem in found]
    if problems:
        raise DatasetError(problems)
    return tuple(rows)


def _parse(line: str) -> tuple[Row | None, list[str]]:
    try:
        return _ROW.validate_python(json.loads(line)), []
    except json.JSONDecodeError as error:
        return None, [f"not JSON: {error}"]
    except ValidationError as error:
        return None, [
            f"{'.'.join(map(str, item['loc']))}: {item['msg']} (got {str(item['input'])[:80]!r})"
            for item in error.errors()
        ]


def _check(row: Row, anchors: Mapping[str, AbstractSet[str]] | None) -> Iterable[str]:
    if row.answerable and row.kind is not Kind.SMALL_TALK and not (row.must and row.support):
        yield "an answerable row needs `must` and `support`"
    if row.kind is Kind.CONVERSATION and len(row.turns) < 2:
        yield "a conversation needs at least two turns"
    if anchors is None:
        return
    if row.roadmap not in anchors:
        yield f"roadmap {row.roadmap!r} is none of {', '.join(sorted(anchors))}"
        return
    for group in row.support_groups:
        # Alternatives may name what another page would call it; one of them must exist here.
        if not group & anchors[row.roadmap]:
            yield f"none of {', '.join(sorted(group))} is an anchor of page {row.roadmap!r}"
