"""No figure of the notes is missing or changed, and figures in text are bound with care."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import FakeEmbedder

from assistant.ingest.chunker import chunk_roadmap
from assistant.ingest.facts import facts_in_text
from assistant.records import Chunk, Roadmap

FIGURES = Path(__file__).parent / "fixtures" / "ml-engineer-figures.yaml"
# A word may stand in any case and as a plural; a number must not stand inside a longer one.
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def notes() -> Any:
    return yaml.safe_load(FIGURES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chunks(ml_roadmap: Roadmap) -> tuple[Chunk, ...]:
    return chunk_roadmap(ml_roadmap, FakeEmbedder().count_tokens)


def test_no_level_figure_is_missing_or_changed(ml_roadmap: Roadmap, notes: Any) -> None:
    assert [level.title for level in ml_roadmap.levels] == [one["title"] for one in notes["levels"]]
    for level, noted in zip(ml_roadmap.levels, notes["levels"], strict=True):
        assert [level.years.low, level.years.high] == noted["years"]
        pay = {
            one.region: [one.range.low, one.range.high, one.range.text] for one in level.salaries
        }
        assert pay == noted["salary"]
        assert len(level.skills) == noted["skills"]
        assert len(level.responsibilities) == noted["responsibilities"]


def test_no_level_figure_is_missing_or_changed_in_the_passages(
    chunks: tuple[Chunk, ...], notes: Any
) -> None:
    typed = {(f.kind, f.level, f.region, f.low, f.high) for chunk in chunks for f in chunk.facts}
    shown = {(chunk.level, chunk.region, chunk.text) for chunk in chunks}
    for number, noted in enumerate(notes["levels"], start=1):
        low, high = noted["years"]
        assert ("years", number, None, low, high) in typed
        assert (number, None, f"Experience: {low}–{high} years") in shown
        for region, (low, high, text) in noted["salary"].items():
            assert ("salary", number, region, low, high) in typed
            assert (number, region, f"{region}: {text}") in shown


def test_no_name_of_a_part_is_missing_or_changed(ml_roadmap: Roadmap, notes: Any) -> None:
    assert [item.name for item in ml_roadmap.certifications] == notes["certifications"]
    assert [[m.origin, m.target] for m in ml_roadmap.transitions] == notes["transitions"]
    assert len(ml_roadmap.mistakes) == notes["mistakes"]
    assert len(ml_roadmap.faqs) == notes["faqs"]
    assert {r.name: [r.currency, r.unit] for r in ml_roadmap.regions} == notes["regions"]
    assert notes["call_to_action"] in ml_roadmap.call_to_action


def test_every_figure_and_name_stands_in_its_part(chunks: tuple[Chunk, ...], notes: Any) -> None:
    for heading, words in notes["stated"].items():
        texts = [
            c.text for c in chunks if heading.casefold() in " › ".join(c.heading_path).casefold()
        ]
        assert texts, heading
        text = "\n".join(texts).casefold()
        for word in words:
            assert re.search(rf"(?<!\w){re.escape(word.casefold())}", text), (heading, word)


def test_no_figure_is_added(chunks: tuple[Chunk, ...], notes: Any) -> None:
    allowed = set(NUMBER.findall(str(notes)))
    for chunk in chunks:
        assert set(NUMBER.findall(chunk.text)) <= allowed, chunk.id


def test_both_views_of_one_level_are_kept(chunks: tuple[Chunk, ...]) -> None:
    text = "\n".join(chunk.text for chunk in chunks)
    assert "5–9 years" in text
    assert "5–8 years" in text


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("A Hive Hand in Freedonia earns 1,500 crowns a month.", [(1, "Freedonia", 1500)]),
        ("Helpers in Fredville get 1,300 crowns a month.", [(1, "Freedonia", 1300)]),
        ("A Chief Beekeeper gets 5,000 crowns a month.", [(2, None, 5000)]),
        ("A Lead Beekeeper in Freedonia gets 9 crowns a month.", [(None, "Freedonia", 9)]),
        ("Beekeepers get 10 crowns a month.", [(None, None, 10)]),
        ("A Hive Hand and a Master Beekeeper get 10 crowns a month.", [(None, None, 10)]),
        ("In NO, or in Freedonia, kr 10 is little.", [(None, None, 10)]),
        ("There is no pay but kr 10.", [(None, None, 10)]),
        ("In Freedonia nobody takes kr 10.", [(None, None, 10)]),
        ("There are 140 hives and 12% more.", []),
    ],
)
def test_an_amount_is_bound_only_where_its_sentence_is_clear(
    beekeeper: Roadmap, sentence: str, bound: list[tuple[int | None, str | None, float]]
) -> None:
    facts = facts_in_text([sentence], beekeeper)
    assert [(fact.level, fact.region, fact.low) for fact in facts] == bound


def test_one_coin_shared_by_two_regions_gives_one_fact(beekeeper: Roadmap) -> None:
    first = beekeeper.regions[0]
    twin = replace(first, name="Sylvania", also_called=())
    shared = replace(beekeeper, regions=(first, twin))
    (fact,) = facts_in_text(["In Sylvania it is 20 crowns a month."], shared)
    assert fact.region == "Sylvania"


def test_a_longer_title_is_not_taken_for_the_shorter_one_in_it(beekeeper: Roadmap) -> None:
    hand, master = beekeeper.levels
    ladder = replace(beekeeper, levels=(hand, replace(master, title="Senior Hive Hand")))
    (fact,) = facts_in_text(["A Senior Hive Hand gets 20 crowns a month."], ladder)
    assert fact.level == 2


def test_a_title_that_is_the_name_of_the_role_binds_nothing(beekeeper: Roadmap) -> None:
    hand, master = beekeeper.levels
    ladder = replace(beekeeper, levels=(hand, replace(master, title="Beekeeper")))
    (fact,) = facts_in_text(["A Lead Beekeeper gets 20 crowns a month."], ladder)
    assert fact.level is None
