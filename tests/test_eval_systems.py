"""The compared systems, with the fake embedder and a fake assistant in place of models."""

from __future__ import annotations

import pytest
from fake_assistant import FakeAssistant
from fakes import FakeEmbedder

from assistant.settings import Settings
from eval.systems.assistant import AssistantSystem
from eval.systems.best_passage import BestPassage
from eval.systems.choose import build_system
from eval.systems.passages import (
    PASSAGE_CHARACTERS,
    Passage,
    citations_for,
    declines,
    page_texts,
    split_passages,
)
from eval.world import World, open_world, roadmaps_of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    settings = Settings()
    root = tmp_path_factory.mktemp("world")
    return open_world(settings, root, FakeEmbedder(), roadmaps_of("dev", settings))


def test_passages_pack_paragraphs_and_cut_long_ones() -> None:
    body = "\n\n".join(["a" * 200, "b" * 200, "c" * 200, "d" * 1100])
    lengths = [len(passage.text) for passage in split_passages("x", body)]
    assert lengths == [402, 200, 500, 500, 100]
    assert max(lengths) <= PASSAGE_CHARACTERS


def test_page_texts_leave_out_front_matter(world: World) -> None:
    texts = page_texts(world.index, world.settings.roadmaps_dir)
    assert texts["lighthouse-keeper"].startswith("## About")


def test_a_passage_cites_every_part_of_the_page_in_it(world: World) -> None:
    text = "- Trimming wicks to an even flame\n\n- Carry oil up the tower every afternoon"
    cited = citations_for([Passage("lighthouse-keeper", text)], world.index.chunks)
    assert [citation.url.rpartition("#")[2] for citation in cited] == [
        "level-1-skills",
        "level-1-responsibilities",
    ]
    assert {citation.quote for citation in cited} == {text}


def test_the_best_passage_is_of_the_page_asked(world: World) -> None:
    system = build_system("best-passage", world)
    question = "Must a lighthouse keeper be able to swim? swimming test 400 metres"
    assert "swimming test" in system.answer([question], None).text
    elsewhere = system.answer([question], "ml-engineer")
    assert {citation.roadmap for citation in elsewhere.citations} <= {"ml-engineer"}
    assert not elsewhere.abstained


def test_the_best_passage_is_sure_of_its_own_words(world: World) -> None:
    passages = [Passage("ml-engineer", "flour and water"), Passage("ml-engineer", "salt")]
    answer = BestPassage(passages, world.index).answer(["flour and water"], None)
    assert answer.text == "flour and water"
    assert answer.confidence == pytest.approx(1.0, abs=1e-5)


def test_the_assistant_is_asked_turn_by_turn_with_its_state() -> None:
    assistant = FakeAssistant()
    answer = AssistantSystem("a", assistant).answer(["one", "two"], "lamp-tender")
    assert assistant.asked == [("one", "", False), ("two", "one", True)]
    assert answer.interpreted_as == "two (after one)"
    assert answer.anchors == ("level-1-salary-north",)
    assert answer.confidence == 1.0
    assert answer.first_ms is not None
    assert answer.first_ms <= answer.total_ms


def test_an_abstention_has_no_confidence_and_a_refused_question_is_an_error() -> None:
    system = AssistantSystem("a", FakeAssistant())
    assert system.answer(["weather"], None).confidence is None
    assert system.answer(["refuse"], None).error == "this question is refused"


@pytest.mark.parametrize("text", ["I don’t know.", "This is not mentioned in the context."])
def test_a_model_declines_in_words(text: str) -> None:
    assert declines(text)
    assert not declines("It takes seven years.")


def test_an_unknown_system_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match=r"no system 'oracle'; known: assistant-none"):
        build_system("oracle", world)


def test_the_tutorial_s_store_finds_by_page(world: World) -> None:
    pytest.importorskip("langchain_community", reason="needs the optional group `eval`")
    from eval.systems.tutorial_rag import _build_store

    texts = page_texts(world.index, world.settings.roadmaps_dir)
    store = _build_store(texts, world.index)
    found = store.similarity_search_with_score(
        "swimming test", k=4, filter={"roadmap": "lighthouse-keeper"}
    )
    assert len(found) == 4
    assert all(document.metadata["roadmap"] == "lighthouse-keeper" for document, _ in found)
    assert all(len(document.page_content) <= PASSAGE_CHARACTERS for document, _ in found)
