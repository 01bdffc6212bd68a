"""The database goes away and comes back under a running service."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from postgres import Postgres
from service_app import running


def test_a_stopped_database_is_a_503_and_a_started_one_needs_no_restart(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.create(f"test_{uuid4().hex}")
    with running(tmp_path, database_url=url) as (client, _):
        first = client.post("/api/ask", json={"question": "what?"}).json()
        body = {"question": "why?", "conversation_id": first["conversation_id"]}
        feedback = {"message_id": first["message_id"], "rating": "up"}
        postgres.stop()
        try:
            for path, sent in (("/api/ask", body), ("/api/feedback", feedback)):
                refused = client.post(path, json=sent)
                assert refused.status_code == 503
                assert refused.json()["type"].endswith(":database-unavailable")
                assert refused.headers["retry-after"]
            assert client.get("/readyz").json()["store"] == "down"
            assert client.get("/healthz").status_code == 200
            assert client.get("/roadmaps/lamp-tender").status_code == 200
        finally:
            postgres.start()
        assert client.post("/api/feedback", json=feedback).status_code == 200
        assert client.post("/api/ask", json=body).json()["interpreted_as"]
        assert client.get("/readyz").json()["ready"] is True
        kept = client.get(f"/api/conversations/{first['conversation_id']}").json()["messages"]
        assert [message["question"] for message in kept] == ["what?", "why?"]


def test_a_service_starts_while_its_database_is_down(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.create(f"test_{uuid4().hex}")
    postgres.stop()
    try:
        with running(tmp_path, database_url=url) as (client, _):
            assert client.get("/readyz").status_code == 503
            postgres.start()
            assert client.post("/api/ask", json={"question": "what?"}).status_code == 200
    finally:
        postgres.start()
