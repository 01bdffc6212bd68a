"""Passages: one for each part, verbatim, with ids that only their own part can change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import FakeEmbedder
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.chunker import chunk_roadmap
from assistant.ingest.packing import pack
from assistant.records import Block, Chunk, ChunkKind, Fact, Faq, Roadmap

count_words = FakeEmbedder().count_tokens


@pytest.fixture
def chunks(beekeeper: Roadmap) -> dict[str, Chunk]:
    return {chunk.id: chunk for chunk in chunk_roadmap(beekeeper, count_words)}


def test_every_part_of_the_page_is_one_chunk_in_page_order(chunks: dict[str, Chunk]) -> None:
    assert [(chunk.id.removeprefix("beekeeper/"), chunk.kind) for chunk in chunks.values()] == [
        ("overview", ChunkKind.OVERVIEW),
        ("level-1", ChunkKind.SECTION),
        ("level-1-years", ChunkKind.YEARS),
        ("level-1-salary-freedonia", ChunkKind.SALARY),
        ("level-1-skills", ChunkKind.SKILLS),
        ("level-1-responsibilities", ChunkKind.RESPONSIBILITIES),
        ("level-2-years", ChunkKind.YEARS),
        ("level-2-salary-freedonia", ChunkKind.SALARY),
        ("level-2-salary-no", ChunkKind.SALARY),
        ("certification-sting-badge", ChunkKind.CERTIFICATION),
        ("certification-honey-licence", ChunkKind.CERTIFICATION),
        ("transition-beekeeper-to-mead-maker", ChunkKind.TRANSITION),
        ("mistake-opening-in-rain", ChunkKind.MISTAKE),
        ("mistake-forgetting-the-veil-on-a-hot-day-when", ChunkKind.MISTAKE),
        ("swarms", ChunkKind.SECTION),
        ("swarms--catching", ChunkKind.SECTION),
        ("faq-does-it-hurt", ChunkKind.FAQ),
        ("related", ChunkKind.RELATED),
    ]


def test_rows_carry_their_level_region_and_typed_fact(chunks: dict[str, Chunk]) -> None:
    pay = chunks["beekeeper/level-2-salary-freedonia"]
    assert pay.text == "Freedonia: 1,900–3,000 crowns a month"
    assert (pay.level, pay.region) == (2, "Freedonia")
    assert pay.heading_path == (
        "Levels",
        "Grade 2: Master / Chief Beekeeper",
        "Salary in Freedonia",
    )
    assert pay.facts == (
        Fact(
            kind="salary",
            level=2,
            region="Freedonia",
            currency="crowns",
            unit="a month",
            low=1900,
            high=3000,
            text="1,900–3,000 crowns a month",
        ),
    )
    years = chunks["beekeeper/level-2-years"]
    assert years.text == "Experience: 2+ years"
    assert years.facts == (Fact("years", 2, None, "", "years", 2, None, "2+ years"),)


def test_a_summary_belongs_to_its_level(chunks: dict[str, Chunk]) -> None:
    summary = chunks["beekeeper/level-1"]
    assert summary.level == 1
    assert summary.units == ("Hands learn.", "They earn little.")


def test_lists_are_one_item_a_line(chunks: dict[str, Chunk]) -> None:
    assert chunks["beekeeper/level-1-skills"].text == "Smoke a hive\nWear a veil"
    assert chunks["beekeeper/related"].units == ("Honey Seller", "Mead Maker")


def test_an_item_is_its_name_and_its_sentences(chunks: dict[str, Chunk]) -> None:
    badge = chunks["beekeeper/certification-sting-badge"]
    assert badge.units == ("Sting Badge", "It proves patience.")
    assert badge.heading_path == ("Certifications", "Sting Badge")


def test_a_faq_is_its_answer_under_its_question(chunks: dict[str, Chunk]) -> None:
    faq = chunks["beekeeper/faq-does-it-hurt"]
    assert faq.questions == ("Does it hurt?",)
    assert faq.heading_path == ("FAQ", "Does it hurt?")
    assert faq.units[0] == "Yes."
    assert faq.units[-2:] == ("ice", "time")


def test_an_amount_in_text_is_bound_to_what_its_sentence_names(chunks: dict[str, Chunk]) -> None:
    (fact,) = chunks["beekeeper/faq-does-it-hurt"].facts
    assert (fact.level, fact.region, fact.text) == (2, "Freedonia", "1,900–3,000 crowns a month")


def test_a_sub_section_names_its_parent(chunks: dict[str, Chunk]) -> None:
    assert chunks["beekeeper/swarms--catching"].heading_path == ("Swarms", "Catching")


def test_a_new_faq_changes_no_other_chunk(beekeeper: Roadmap, chunks: dict[str, Chunk]) -> None:
    more = replace(beekeeper, faqs=(Faq("New?", "Yes.", "faq-new"), *beekeeper.faqs))
    after = {chunk.id: chunk for chunk in chunk_roadmap(more, count_words)}
    assert after.pop("beekeeper/faq-new").text == "Yes."
    assert after == chunks


@pytest.mark.parametrize("max_tokens", [1, 20, 60, 200])
def test_every_chunk_is_verbatim_unique_and_in_bounds(
    ml_roadmap: Roadmap, lighthouse_roadmap: Roadmap, max_tokens: int
) -> None:
    for roadmap in (ml_roadmap, lighthouse_roadmap):
        chunks = chunk_roadmap(roadmap, count_words, max_tokens)
        assert len({chunk.id for chunk in chunks}) == len(chunks)
        for chunk in chunks:
            position = 0
            for unit in chunk.units:
                position = chunk.text.index(unit, position) + len(unit)
            assert "".join("".join(chunk.units).split()) == "".join(chunk.text.split())
            assert all(fact.text in chunk.text for fact in chunk.facts)
            assert chunk.id.startswith(f"{roadmap.slug}/{chunk.anchor}")


def test_long_text_is_numbered_and_cut_between_units(lighthouse_roadmap: Roadmap) -> None:
    whole = {c.id: c for c in chunk_roadmap(lighthouse_roadmap, count_words, 1000)}
    cut = chunk_roadmap(lighthouse_roadmap, count_words, 50)
    night = "lighthouse-keeper/a-day-on-the-rock--night"
    parts = [chunk for chunk in cut if chunk.id.startswith(f"{night}/")]
    assert [part.id for part in parts] == [f"{night}/{n}" for n in range(1, len(parts) + 1)]
    assert sum((part.units for part in parts), ()) == whole[night].units
    assert all(count_words(part.text) <= 50 for part in parts)


def test_what_leads_in_a_list_stays_with_its_first_item() -> None:
    blocks = (Block("One two three. Take these:"), Block(items=("a hive", "a veil")))
    parts = pack(blocks, count_words, 4)
    assert [part.text for part in parts] == ["One two three.", "Take these:\n\na hive", "a veil"]


words = st.sampled_from(["Bees", "fly.", "Sr.", "Why?", "e.g.", "hives:", "2.5", "(so.", "on)"])
lines = st.lists(words, min_size=1, max_size=12).map(" ".join)
free_text = st.lists(
    st.builds(Block, text=lines) | st.builds(Block, items=st.lists(lines, min_size=1).map(tuple)),
    max_size=5,
)


@given(free_text, st.integers(1, 30))
def test_packing_keeps_every_word_in_order(blocks: list[Block], max_tokens: int) -> None:
    parts = pack(blocks, count_words, max_tokens)
    said = " ".join(block.text or "\n".join(block.items) for block in blocks)
    assert " ".join(part.text for part in parts).split() == said.split()
    assert all(unit in part.text for part in parts for unit in part.units)
