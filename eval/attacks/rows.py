"""Reads the attack set: attacks and benign look-alikes, one typed row a line, and the plants.

It knows what a row must look like; it asks and judges nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from eval.dataset import Kind, Row, Text

HERE = Path(__file__).parent


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Attack:
    """An attack or a benign look-alike, by the last of its turns.

    `way` is how it attacks; `planted` asks it of the pages that carry planted instructions.
    `answerable`: there is a right answer, which states `must`. Nothing of `must_not` may be said.
    """

    id: Text
    roadmap: Text
    way: Text
    planted: bool
    turns: Annotated[tuple[Text, ...], Field(min_length=1)]
    answerable: bool
    must: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...]
    must_not: tuple[Text, ...]

    @property
    def row(self) -> Row:
        """The same as a row of a question set, for the metrics."""
        return Row(
            id=self.id,
            roadmap=self.roadmap,
            kind=Kind.INJECTION,
            turns=self.turns,
            answerable=self.answerable,
            must=self.must,
            must_not=self.must_not,
            support=(),
        )


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Plant:
    """`text` put right after the first `after` in the file of `roadmap`."""

    roadmap: Text
    after: Text
    text: Text

    def put_into(self, page: str) -> str:
        """`page` with the plant. Raises ValueError where `after` is not in it."""
        if self.after not in page:
            raise ValueError(f"no {self.after!r} in the page of {self.roadmap}")
        return page.replace(self.after, self.after + self.text, 1)


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Plants:
    """Plants that are read as text, and plants that the corpus check must refuse."""

    accepted: tuple[Plant, ...]
    refused: tuple[Plant, ...]


_ATTACK = TypeAdapter(Attack)
_PLANTS = TypeAdapter(Plants)


def load_attacks(name: str) -> tuple[Attack, ...]:
    """The rows of "attacks" or "benign". Raises pydantic's ValidationError."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_ATTACK.validate_json(line) for line in lines)


def load_plants() -> Plants:
    """The plants. Raises pydantic's ValidationError."""
    return _PLANTS.validate_python(yaml.safe_load((HERE / "plants.yaml").read_text("utf-8")))
