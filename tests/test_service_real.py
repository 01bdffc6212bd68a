"""The service with the real corpus, embedder and model: the answers that matter most."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from service_app import fake_settings

from assistant.ingest.reader import read_roadmap
from assistant.records import Level, Roadmap, Salary
from assistant.service.logs import configure_logs
from assistant.wiring import Parts, build_app

ROOT = Path(__file__).resolve().parent.parent
ROADMAP = read_roadmap(ROOT / "corpus" / "roadmaps" / "ml-engineer.md")
PAY = [(level, salary) for level in ROADMAP.levels for salary in level.salaries]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of our own, with an index of its own and the models that are already made."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "web").symlink_to(ROOT / "web")
    (folder / "index").mkdir()
    models = ROOT / "index" / "models"
    models.mkdir(exist_ok=True)
    (folder / "index" / "models").symlink_to(models)
    return folder


@pytest.fixture(scope="module")
def parts(root: Path) -> Parts:
    made = Parts(fake_settings(root, root=root))
    made.ensure_index()
    return made


@pytest.fixture(scope="module")
def client(parts: Parts) -> Iterator[TestClient]:
    configure_logs("error", "text")
    with TestClient(build_app(parts.settings, parts)) as started:
        yield started


def ask(client: TestClient, question: str, **more: str) -> dict[str, Any]:
    """The answer's JSON."""
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def anchors(client: TestClient, url: str) -> set[str]:
    """Every anchor of the page behind a citation's address."""
    page = client.get(url.split("#")[0])
    assert page.status_code == 200
    return set(re.findall(r'\bid="([^"]+)"', page.text))


def test_the_question_of_the_project_is_answered(client: TestClient) -> None:
    answer = ask(client, "what salary should a senior ML engineer in India expect?")
    assert "₹50–100 LPA" in answer["answer"]
    assert answer["abstained"] is False
    for citation in answer["citations"]:
        assert citation["url"].split("#")[1] in anchors(client, citation["url"])


def test_a_question_the_page_does_not_cover_gets_no_figure(client: TestClient) -> None:
    answer = ask(client, "what does a plumber earn in Spain?")
    assert answer["abstained"] is True
    assert answer["citations"] == []
    assert not re.search(r"\d", answer["answer"])


@pytest.mark.parametrize(
    ("level", "salary"), PAY, ids=[f"{level.title}, {salary.region}" for level, salary in PAY]
)
def test_each_level_and_region_has_its_range_and_no_other(
    client: TestClient, level: Level, salary: Salary
) -> None:
    answer = ask(client, f"what is the salary of level {level.number} in {salary.region}?")
    assert salary.range.text in answer["answer"]
    others = {other.range.text for _, other in PAY} - {salary.range.text}
    assert not [text for text in others if text in answer["answer"]]


def test_a_follow_up_takes_over_what_it_leaves_out(client: TestClient) -> None:
    first = ask(client, "what does level 2 earn in India?")
    second = ask(client, "and in the US?", conversation_id=first["conversation_id"])
    assert salary_text(ROADMAP, 2, "US") in second["answer"]
    assert second["interpreted_as"]


def salary_text(roadmap: Roadmap, number: int, region: str) -> str:
    """A range as the page shows it."""
    level = roadmap.levels[number - 1]
    return next(salary.range.text for salary in level.salaries if salary.region == region)


def test_the_openai_endpoint_rebuilds_the_conversation(client: TestClient) -> None:
    messages = [
        {"role": "user", "content": "what does level 2 earn in India?"},
        {"role": "assistant", "content": "…"},
        {"role": "user", "content": "and in the US?"},
    ]
    body = {"model": "roadmap-assistant", "messages": messages}
    completion = client.post("/v1/chat/completions", json=body).json()
    assert salary_text(ROADMAP, 2, "US") in completion["choices"][0]["message"]["content"]


def test_search_ranks_the_row_first(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "senior salary India"}).json()
    assert any("level-3-salary" in hit["chunk_id"] for hit in found["hits"][:3])


def test_a_changed_page_answers_anew_without_a_restart(
    client: TestClient, parts: Parts, root: Path
) -> None:
    question = "what is the salary of level 1 in India?"
    old = ask(client, question)
    page = root / "corpus" / "roadmaps" / "ml-engineer.md"
    text = page.read_text(encoding="utf-8")
    was = salary_text(ROADMAP, 1, "India")
    page.write_text(text.replace(was, "₹11–23 LPA"), encoding="utf-8")
    parts.ensure_index()
    client.app.state.service.live.refresh()  # type: ignore[attr-defined]
    new = ask(client, question)
    assert "₹11–23 LPA" in new["answer"]
    assert was not in new["answer"]
    assert new["index_version"] != old["index_version"]
    page.write_text(text, encoding="utf-8")
    parts.ensure_index()
    client.app.state.service.live.refresh()  # type: ignore[attr-defined]
    assert was in ask(client, question)["answer"]


def test_a_damaged_index_is_refused_while_the_old_one_answers(
    client: TestClient, root: Path
) -> None:
    pointer = root / "index" / "CURRENT"
    good = pointer.read_text()
    pointer.write_text("0" * 16)
    live = client.app.state.service.live  # type: ignore[attr-defined]
    assert live.refresh() == "refused"
    assert ask(client, "what does level 2 earn in India?")["answer"]
    assert client.get("/readyz").json()["refused"]
    pointer.write_text(good)
    live.refresh()
    assert client.get("/readyz").json()["refused"] is None
