"""Questions over HTTP: answers, streams, conversations and feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_assistant import FakeAssistant
from fastapi.testclient import TestClient
from service_app import running


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[TestClient, FakeAssistant]]:
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def client(service: tuple[TestClient, FakeAssistant]) -> TestClient:
    return service[0]


def ask(client: TestClient, question: str, **more: str) -> dict[str, Any]:
    """The answer's JSON."""
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def stream(client: TestClient, question: str, **more: str) -> list[dict[str, Any]]:
    """The events of a streamed answer."""
    response = client.post("/api/ask/stream", json={"question": question, **more})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in response.text.splitlines() if line.startswith("data: ")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def test_an_answer_has_all_its_parts(client: TestClient) -> None:
    answer = ask(client, "what does it pay?")
    citation = {
        "n": 1,
        "chunk_id": "lamp-tender/level-1-salary-north",
        "roadmap": "lamp-tender",
        "section": "Salary",
        "quote": "North: 10–20 shells a month",
        "url": "/roadmaps/lamp-tender#level-1-salary-north",
    }
    ids = {name: answer.pop(name) for name in ("conversation_id", "message_id")}
    assert all(len(value) == 32 for value in ids.values())
    assert answer == {
        "answer": "In North: 10–20 shells a month.",
        "abstained": False,
        "written_by": "quote",
        "sentences": [{"text": "In North: 10–20 shells a month.", "citations": [1]}],
        "citations": [citation],
        "suggestions": ["How long does it take?"],
        "interpreted_as": None,
        "model": "fake",
        "index_version": "v1",
        "timings_ms": {"total": 1.0},
    }


def test_a_question_is_trimmed_and_its_control_signs_are_blanks(
    service: tuple[TestClient, FakeAssistant],
) -> None:
    client, assistant = service
    ask(client, "  what\x00pay \r\n")
    assert assistant.asked == [("what pay", "", True)]


def test_a_thousand_characters_are_accepted(client: TestClient) -> None:
    assert ask(client, "x" * 1000)["answer"]


def test_a_follow_up_knows_what_came_before(client: TestClient) -> None:
    first = ask(client, "what does it pay?")
    second = ask(client, "and in South?", conversation_id=first["conversation_id"])
    assert second["interpreted_as"] == "and in South? (after what does it pay?)"
    third = ask(client, "and why?", conversation_id=first["conversation_id"])
    assert third["interpreted_as"] == "and why? (after what does it pay?|and in South?)"


def test_a_stream_ends_in_the_same_answer(client: TestClient) -> None:
    start, sources, sentence, done = stream(client, "what does it pay?")
    assert start == {"type": "start"}
    assert sources["type"] == "sources"
    assert sources["citations"] == done["citations"]
    assert sentence == {"type": "sentence", **done["sentences"][0]}
    assert done.pop("type") == "done"
    again = ask(client, "what does it pay?")
    for name in ("conversation_id", "message_id", "timings_ms"):
        del again[name], done[name]
    assert again == done


def test_a_streamed_conversation_goes_on(client: TestClient) -> None:
    first = stream(client, "what does it pay?")[-1]
    last = stream(client, "and then?", conversation_id=first["conversation_id"])[-1]
    assert last["interpreted_as"] == "and then? (after what does it pay?)"


def test_a_defect_while_streaming_is_told_in_the_stream(client: TestClient) -> None:
    start, error = stream(client, "crash")
    assert start == {"type": "start"}
    assert error["type"] == "error"
    assert error["status"] == 500
    assert "defect" not in error["detail"]


def test_a_conversation_can_be_read_and_deleted(client: TestClient) -> None:
    first = ask(client, "what does it pay?")
    url = f"/api/conversations/{first['conversation_id']}"
    ask(client, "what about the weather?", conversation_id=first["conversation_id"])
    kept = client.get(url).json()
    assert [message["question"] for message in kept["messages"]] == [
        "what does it pay?",
        "what about the weather?",
    ]
    assert kept["messages"][0]["answer"] == first
    assert kept["messages"][1]["answer"]["abstained"] is True
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 404


def test_feedback_replaces_and_withdraws(client: TestClient) -> None:
    answer = ask(client, "what does it pay?")
    url = f"/api/conversations/{answer['conversation_id']}"
    for rating in ("up", "down", None):
        body = {"message_id": answer["message_id"], "rating": rating, "comment": "because"}
        given = client.post("/api/feedback", json=body)
        assert given.json() == {"message_id": answer["message_id"], "rating": rating}
        assert client.get(url).json()["messages"][0]["rating"] == rating


def test_roadmaps_are_listed_and_read(client: TestClient) -> None:
    [summary] = client.get("/api/roadmaps").json()["roadmaps"]
    assert summary["slug"] == "lamp-tender"
    assert summary["url"] == "/roadmaps/lamp-tender"
    roadmap = client.get("/api/roadmaps/lamp-tender").json()
    assert roadmap["levels"][0]["salaries"][0]["range"]["text"] == "10–20 shells a month"


def test_search_shows_ranked_chunks_with_scores(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "pay", "k": 3}).json()
    [hit] = found["hits"]
    assert (hit["rank"], hit["dense"], hit["lexical"]) == (1, 0.9, 3.5)
    assert hit["url"].endswith("#level-1-salary-north")


def test_public_url_is_put_before_addresses(tmp_path: Path) -> None:
    with running(tmp_path, public_url="https://paths.example") as (client, _):
        [summary] = client.get("/api/roadmaps").json()["roadmaps"]
        assert summary["url"] == "https://paths.example/roadmaps/lamp-tender"


def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        first = ask(client, "what does it pay?")
    with running(tmp_path) as (client, _):
        again = ask(client, "and then?", conversation_id=first["conversation_id"])
        assert again["interpreted_as"]
