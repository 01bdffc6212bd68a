"""Question sets are read strictly, and the committed ones are sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.ingest.chunker import chunk_roadmap
from assistant.ingest.reader import read_roadmap
from assistant.records import Roadmap
from assistant.settings import Settings
from eval.dataset import QUESTIONS, SPLITS, DatasetError, Kind, load_split, read_rows
from eval.text import normalise
from eval.world import roadmaps_of

ROW: dict[str, Any] = {
    "id": "dev-1",
    "roadmap": "ml-engineer",
    "kind": "salary",
    "turns": ["what does a junior earn?"],
    "answerable": True,
    "must": [["₹10–22 LPA"]],
    "must_not": [],
    "support": [["level-1-salary-india", "level-1"], "overview"],
    "reference": "",
    "note": "",
}


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def problems(path: Path, anchors: dict[str, set[str]] | None = None) -> tuple[str, ...]:
    with pytest.raises(DatasetError) as caught:
        read_rows(path, anchors)
    return caught.value.problems


def test_a_row_is_typed(tmp_path: Path) -> None:
    (row,) = read_rows(write(tmp_path, ROW))
    assert row.kind is Kind.SALARY
    assert row.question == "what does a junior earn?"
    assert row.support_groups == (
        frozenset({"level-1-salary-india", "level-1"}),
        frozenset({"overview"}),
    )


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW, ROW | {"id": "b", "kind": "guess"}, ROW | {"id": "c", "x": 1})
    with path.open("a", encoding="utf-8") as file:
        file.write("\n{broken")
    found = problems(path)
    assert found[0] == "set.jsonl:2: id 'dev-1' was used in line 1"
    assert found[1].startswith("set.jsonl:3: kind: Input should be 'faq'")
    assert found[2].startswith("set.jsonl:4: x: Unexpected")
    assert found[3].startswith("set.jsonl:5: not JSON")


def test_an_answerable_row_needs_nuggets_and_support(tmp_path: Path) -> None:
    path = write(tmp_path, ROW | {"must": []}, ROW | {"id": "t", "kind": "small_talk", "must": []})
    assert problems(path) == ("set.jsonl:1: an answerable row needs `must` and `support`",)


def test_a_conversation_has_turns(tmp_path: Path) -> None:
    path = write(tmp_path, ROW | {"kind": "conversation"})
    assert problems(path) == ("set.jsonl:1: a conversation needs at least two turns",)


def test_support_must_be_on_the_page(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW | {"id": "b", "roadmap": "baker"})
    found = problems(path, {"ml-engineer": {"level-1"}})
    assert found == (
        "set.jsonl:1: none of overview is an anchor of page 'ml-engineer'",
        "set.jsonl:2: roadmap 'baker' is none of ml-engineer",
    )


RARE = {Kind.ABBREVIATION, Kind.INJECTION, Kind.GIBBERISH, Kind.SMALL_TALK}
LEFT_OUT = {
    "fresh5": RARE,
    "train4": RARE,
    "dev2": {Kind.CODE_MIXED, Kind.OFF_TOPIC},
    "plain": {
        Kind.TYPO, Kind.ABBREVIATION, Kind.CODE_MIXED, Kind.PARTIAL,
        Kind.OFF_TOPIC, Kind.INJECTION, Kind.GIBBERISH, Kind.SMALL_TALK,
    },
}  # fmt: skip


@pytest.mark.parametrize("split", SPLITS)
def test_the_committed_sets_are_valid(split: str) -> None:
    pages = [read_roadmap(path) for path in roadmaps_of(split, Settings())]
    rows = read_rows(QUESTIONS / f"{split}.jsonl", {page.slug: anchors_of(page) for page in pages})
    assert len(rows) >= (400 if split in ("dev", "test") else 270)
    assert {row.roadmap for row in rows} == {page.slug for page in pages}
    assert {row.kind for row in rows} == set(Kind) - LEFT_OUT.get(split, set())


def test_few_questions_are_in_both_splits() -> None:
    seen = {split: {normalise("\n".join(r.turns)) for r in load_split(split)} for split in SPLITS}
    # What authors apart from each other both wrote: the FAQ's own questions and greetings.
    assert len(seen["dev"] & seen["test"]) <= 30


def anchors_of(roadmap: Roadmap) -> set[str]:
    chunks = chunk_roadmap(roadmap, lambda text: len(text.split()))
    return {chunk.anchor for chunk in chunks} | {level.anchor for level in roadmap.levels}
