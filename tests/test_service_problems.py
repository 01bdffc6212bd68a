"""Whatever goes wrong is a problem document that names what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_assistant import fake_snapshot
from fastapi.testclient import TestClient
from service_app import fake_app, fake_settings, running

from assistant.errors import IndexUnusableError
from assistant.service.live_index import Snapshot

JSON = {"content-type": "application/json"}
NOBODY = "0" * 32


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with running(tmp_path_factory.mktemp("problems"), max_body_bytes=2_048) as (started, _):
        yield started


def problem(client: TestClient, method: str, url: str, **request: Any) -> dict[str, Any]:
    """The problem document, checked for what all of them share."""
    response = client.request(method, url, **request)
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    assert body["type"].startswith("urn:roadmap-assistant:problem:")
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == response.headers["x-request-id"]
    return {**body, "name": body["type"].rsplit(":", 1)[1], "headers": response.headers}


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"question": ""}, "/question"),
        ({"question": " \n\x00\u2003"}, "/question"),
        ({"question": "x" * 1001}, "/question"),
        ({"question": 5}, "/question"),
        ({"question": None}, "/question"),
        ({"question": ["what?"]}, "/question"),
        ({}, "/question"),
        ({"question": "what?", "temperature": 1}, "/temperature"),
        ({"question": "what?", "roadmap": "No Slug"}, "/roadmap"),
        ({"question": "what?", "conversation_id": "guess"}, "/conversation_id"),
        ("what?", "/"),
        ([], "/"),
    ],
)
def test_a_refused_value_is_pointed_at(
    client: TestClient, path: str, body: object, pointer: str
) -> None:
    found = problem(client, "POST", path, json=body)
    assert found["status"] == 422
    assert [error["pointer"] for error in found["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/api/feedback"])
@pytest.mark.parametrize("body", [b"{", b"{'question': 1}", b"\xff\xfe", b'{"question": "x"'])
def test_broken_json_is_said_to_be(client: TestClient, path: str, body: bytes) -> None:
    assert problem(client, "POST", path, content=body, headers=JSON)["name"] == "broken-json"


def test_a_lone_surrogate_is_not_text(client: TestClient) -> None:
    body = b'{"question": "\\ud800"}'
    assert problem(client, "POST", "/api/ask", content=body, headers=JSON)["status"] == 422


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_refused(client: TestClient, media_type: str) -> None:
    headers = {"content-type": media_type} if media_type else {}
    body = b'{"question": "what?"}'
    assert problem(client, "POST", "/api/ask", content=body, headers=headers)["status"] == 415


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
def test_what_does_not_exist_is_named(client: TestClient, path: str) -> None:
    found = problem(client, "POST", path, json={"question": "what?", "roadmap": "cook"})
    assert found["name"] == "unknown-roadmap"
    assert "lamp-tender" in found["detail"]
    found = problem(client, "POST", path, json={"question": "what?", "conversation_id": NOBODY})
    assert found["name"] == "unknown-conversation"


@pytest.mark.parametrize(
    ("method", "url", "name"),
    [
        ("GET", "/api/roadmaps/cook", "unknown-roadmap"),
        ("GET", "/api/search?q=what&roadmap=cook", "unknown-roadmap"),
        ("GET", f"/api/conversations/{NOBODY}", "unknown-conversation"),
        ("DELETE", f"/api/conversations/{NOBODY}", "unknown-conversation"),
        ("GET", "/api/nothing", "not-found"),
        ("GET", "/api/conversations/guess", "invalid-request"),
        ("GET", "/api/search", "invalid-request"),
        ("GET", "/api/search?q=%20", "invalid-request"),
        ("GET", "/api/search?q=what&k=0", "invalid-request"),
        ("GET", "/api/search?q=what&page=2", "invalid-request"),
    ],
)
def test_addresses_that_lead_nowhere(client: TestClient, method: str, url: str, name: str) -> None:
    assert problem(client, method, url)["name"] == name


@pytest.mark.parametrize(
    ("method", "url", "allowed"),
    [
        ("GET", "/api/ask", "POST"),
        ("POST", "/api/roadmaps", "GET"),
        ("PUT", f"/api/conversations/{NOBODY}", "DELETE, GET"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    client: TestClient, method: str, url: str, allowed: str
) -> None:
    found = problem(client, method, url)
    assert found["status"] == 405
    assert found["headers"]["allow"] == allowed


def test_a_body_that_says_it_is_too_large_is_refused(client: TestClient) -> None:
    body = {"question": "x" * 3_000}
    assert problem(client, "POST", "/api/ask", json=body)["name"] == "content-too-large"


def test_a_body_that_turns_out_too_large_is_refused(client: TestClient) -> None:
    pieces = (b" " * 1_000 for _ in range(10))
    found = problem(client, "POST", "/api/ask", content=pieces, headers=JSON)
    assert found["name"] == "content-too-large"


def test_the_assistants_own_refusal_is_passed_on(client: TestClient) -> None:
    found = problem(client, "POST", "/api/ask", json={"question": "refuse this"})
    assert (found["status"], found["detail"]) == (422, "this question is refused")


def test_a_defect_tells_nothing_of_itself(client: TestClient) -> None:
    found = problem(client, "POST", "/api/ask", json={"question": "crash"})
    assert found["status"] == 500
    assert "defect" not in str(found)
    assert found["headers"]["x-content-type-options"] == "nosniff"


def test_feedback_on_nothing_is_refused(client: TestClient) -> None:
    body = {"message_id": NOBODY, "rating": "up"}
    assert problem(client, "POST", "/api/feedback", json=body)["name"] == "unknown-message"
    body = {"message_id": NOBODY, "rating": "sideways"}
    assert problem(client, "POST", "/api/feedback", json=body)["status"] == 422


def test_openai_clients_find_the_error_where_they_look(client: TestClient) -> None:
    body = {"model": "gpt", "messages": [{"role": "user", "content": "what?"}]}
    found = problem(client, "POST", "/v1/chat/completions", json=body)
    assert found["error"]["message"] == found["detail"]
    assert found["error"]["type"] == "invalid_request_error"


def test_a_browser_gets_a_page_that_says_so(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"accept": "text/html"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_without_an_index_questions_wait(tmp_path: Path) -> None:
    def load() -> Snapshot:
        raise IndexUnusableError("the index is missing; run `roadmap-assistant index`")

    with TestClient(fake_app(fake_settings(tmp_path), load, lambda: None)) as client:
        found = problem(client, "POST", "/api/ask", json={"question": "what?"})
        assert (found["name"], found["status"]) == ("not-ready", 503)
        assert found["headers"]["retry-after"]
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "index is missing" in ready.json()["refused"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200


def test_without_the_database_nothing_is_acknowledged(tmp_path: Path) -> None:
    (tmp_path / "test.db").mkdir()
    app = fake_app(fake_settings(tmp_path), fake_snapshot)
    with TestClient(app) as client:
        found = problem(client, "POST", "/api/ask", json={"question": "what?"})
        assert (found["name"], found["status"]) == ("database-unavailable", 503)
        assert found["headers"]["retry-after"]
        stream = client.post("/api/ask/stream", json={"question": "what?"}).text
        assert '"type":"error"' in stream
        assert '"status":503' in stream
        assert client.get("/readyz").json()["store"] == "down"
        (tmp_path / "test.db").rmdir()  # it comes back: no restart is needed
        assert client.post("/api/ask", json={"question": "what?"}).status_code == 200
        assert client.get("/readyz").json()["ready"] is True
