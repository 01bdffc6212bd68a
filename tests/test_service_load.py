"""Under load: the queue, the cache, the deadline, the limits, and clients that go away."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import httpx
import httpx2
import pytest
from fake_assistant import FakeAssistant, fake_snapshot
from fake_generator import FakeGenerator
from fastapi.testclient import TestClient
from service_app import fake_app, fake_settings, running, served

from assistant.answering.generation.base import DraftRequest
from assistant.service.cache import AnswerCache, CacheKey, normalise
from assistant.service.drafting import DraftGate, QueuedGenerator
from assistant.service.store.store import Store

WAIT_S = 30.0


def never() -> bool:
    return False


def always() -> bool:
    return True


def ask(client: TestClient, question: str) -> httpx2.Response:
    """The whole response."""
    return client.post("/api/ask", json={"question": question})


def test_a_full_queue_quotes_instead_of_drafting(tmp_path: Path) -> None:
    with running(tmp_path, draft_slots=1, draft_queue=0) as (client, assistant):
        with ThreadPoolExecutor(1) as threads:
            drafted = threads.submit(ask, client, "draft one")
            assert assistant.drafting.wait(WAIT_S)
            quoted = ask(client, "draft two").json()
            assistant.release.set()
        assert quoted["written_by"] == "quote"
        assert drafted.result().json()["written_by"] == "model"
        assert assistant.asked == [("draft one", "", True), ("draft two", "", False)]
        assert 'drafts_refused_total{reason="queue_full"} 1.0' in client.get("/metrics").text


def test_a_draft_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    with running(tmp_path, deadline_s=0.05) as (client, _):
        answer = ask(client, "draft this")
    assert answer.status_code == 200
    assert answer.json()["written_by"] == "quote"


def test_a_repeated_question_is_answered_from_memory(tmp_path: Path) -> None:
    with running(tmp_path) as (client, assistant):
        first = ask(client, "what does  it pay?").json()
        second = ask(client, "what does it pay?").json()
        assert len(assistant.asked) == 1
        assert "cache" in second["timings_ms"]
        assert first["message_id"] != second["message_id"]
        for name in ("message_id", "conversation_id", "timings_ms"):
            del first[name], second[name]
        assert first == second
        assert 'cache_lookups_total{result="hit"} 1.0' in client.get("/metrics").text


def test_without_a_model_too_a_repeated_question_is_counted_as_a_hit(tmp_path: Path) -> None:
    snapshot = replace(fake_snapshot(), model="none")
    app = fake_app(fake_settings(tmp_path), lambda: snapshot)
    with TestClient(app) as client:
        answers = [ask(client, "what does it pay?").json() for _ in range(2)]
        assert "cache" in answers[1]["timings_ms"]
        metrics = client.get("/metrics").text
    assert 'cache_lookups_total{result="hit"} 1.0' in metrics
    assert 'drafts_refused_total{reason="queue_full"}' not in metrics


def test_a_question_in_another_conversation_state_is_asked_anew(tmp_path: Path) -> None:
    with running(tmp_path) as (client, assistant):
        first = ask(client, "what does it pay?").json()
        body = {"question": "what does it pay?", "conversation_id": first["conversation_id"]}
        client.post("/api/ask", json=body)
        body = {"question": "what does it pay?", "roadmap": "lamp-tender"}
        client.post("/api/ask", json=body)
        assert len(assistant.asked) == 3


def test_a_hurried_answer_is_not_kept_for_others(tmp_path: Path) -> None:
    with running(tmp_path, deadline_s=0.05) as (client, assistant):
        ask(client, "draft this")
        ask(client, "draft this")
        assert len(assistant.asked) == 2


def test_a_quote_is_kept_for_as_long_as_the_queue_is_full(tmp_path: Path) -> None:
    with running(tmp_path, draft_slots=1, draft_queue=0) as (client, assistant):
        with ThreadPoolExecutor(1) as threads:
            busy = threads.submit(ask, client, "draft one")
            assert assistant.drafting.wait(WAIT_S)
            answers = [ask(client, "what?").json() for _ in range(2)]
            assert [answer["written_by"] for answer in answers] == ["quote", "quote"]
            assert "cache" in answers[1]["timings_ms"]
            assert answers[0]["message_id"] != answers[1]["message_id"]
            assert 'drafts_refused_total{reason="queue_full"} 2.0' in client.get("/metrics").text
            assistant.release.set()
            assert busy.result().json()["written_by"] == "model"
        ask(client, "what?")
        asked = [(question, draft) for question, _, draft in assistant.asked]
        assert asked == [("draft one", True), ("what?", False), ("what?", True)]


def test_past_the_rate_limit_a_client_is_told_when_to_return(tmp_path: Path) -> None:
    with running(tmp_path, rate_limit="2/minute") as (client, _):
        assert [ask(client, "what?").status_code for _ in range(2)] == [200, 200]
        refused = ask(client, "what?")
        assert refused.status_code == 429
        assert refused.json()["type"].endswith(":rate-limit")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert client.get("/healthz").status_code == 200
        assert 'limited_total{reason="rate"} 1.0' in client.get("/metrics").text


def test_behind_a_trusted_proxy_each_client_has_its_own_limit(tmp_path: Path) -> None:
    def status(client: TestClient, forwarded: str) -> int:
        headers = {"x-forwarded-for": forwarded}
        return client.get("/api/roadmaps", headers=headers).status_code

    with running(tmp_path, rate_limit="1/minute", trusted_proxies=1) as (client, _):
        assert status(client, "203.0.113.1") == 200
        assert status(client, "203.0.113.2") == 200
        assert status(client, "198.51.100.7, 203.0.113.1") == 429  # the left entry is the client's
        assert status(client, "2001:db8::1") == 200
        assert status(client, "2001:db8::2") == 429  # one /64 is one client


def test_forwarded_addresses_of_strangers_are_not_believed(tmp_path: Path) -> None:
    with running(tmp_path, rate_limit="1/minute") as (client, _):
        first = client.get("/api/roadmaps", headers={"x-forwarded-for": "203.0.113.1"})
        second = client.get("/api/roadmaps", headers={"x-forwarded-for": "203.0.113.2"})
    assert (first.status_code, second.status_code) == (200, 429)


def test_too_many_questions_at_once_are_asked_to_retry(tmp_path: Path) -> None:
    with running(tmp_path, max_in_flight=1) as (client, assistant):
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(ask, client, "draft one")
            assert assistant.drafting.wait(WAIT_S)
            refused = ask(client, "what?")
            assistant.release.set()
        assert first.result().status_code == 200
        assert refused.status_code == 429
        assert refused.json()["type"].endswith(":busy")
        assert refused.headers["retry-after"]
        assert ask(client, "what?").status_code == 200


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/v1/chat/completions"])
@pytest.mark.parametrize("streamed", [True, False])
def test_a_client_that_goes_away_stops_the_draft(tmp_path: Path, path: str, streamed: bool) -> None:
    chat = {"model": "roadmap-assistant", "messages": [{"role": "user", "content": "draft this"}]}
    body = {**chat, "stream": streamed} if path.startswith("/v1") else {"question": "draft this"}
    with served(tmp_path) as service:
        connection = HTTPConnection(service.url.removeprefix("http://"), timeout=WAIT_S)
        headers = {"content-type": "application/json"}
        connection.request("POST", path, json.dumps(body), headers)
        assert service.assistant.drafting.wait(WAIT_S)
        connection.close()
        assert service.assistant.stopped.wait(WAIT_S)
        assert not service.assistant.release.is_set()
    assert Store(service.app.state.service.settings.store_url).count_messages() == 0


def test_shutdown_finishes_streams(tmp_path: Path) -> None:
    with served(tmp_path) as service, httpx.Client(timeout=WAIT_S) as client:
        url = f"{service.url}/api/ask/stream"
        with client.stream("POST", url, json={"question": "draft this"}) as response:
            assert service.assistant.drafting.wait(WAIT_S)
            service.server.should_exit = True
            service.assistant.release.set()
            events = [line for line in response.iter_lines() if line]
    assert json.loads(events[-1].removeprefix("data: "))["type"] == "done"


def test_the_gate_counts_who_writes_and_who_waits() -> None:
    gate = DraftGate(slots=1, queue=1)
    with gate.slot(never) as first, gate.slot(always) as second:
        assert (first, second) == (True, False)
        assert gate.taken == 2
    assert gate.taken == 0


def test_a_waiting_draft_takes_its_turn() -> None:
    gate = DraftGate(slots=1, queue=1)
    generator = QueuedGenerator(FakeGenerator("It pays well."), gate)
    began, words = threading.Event(), list[str]()

    def draft() -> None:
        began.set()
        words.extend(generator.stream(DraftRequest(()), never))

    with gate.slot(never) as mine:
        assert mine
        thread = threading.Thread(target=draft)
        thread.start()
        assert began.wait(WAIT_S)
        assert words == []
    thread.join()
    assert "".join(words) == "It pays well."


def test_a_draft_that_is_cancelled_while_it_waits_writes_nothing() -> None:
    gate = DraftGate(slots=1, queue=1)
    generator = QueuedGenerator(FakeGenerator("It pays well."), gate)
    with gate.slot(never):
        assert list(generator.stream(DraftRequest(()), always)) == []
    assert list(generator.stream(DraftRequest(()), never)) != []


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache = AnswerCache(2)
    answer = FakeAssistant().ask("what?")
    one, two, three = (CacheKey(question, None, "", "v1", "fake") for question in "abc")
    cache.put(one, answer)
    cache.put(two, answer)
    assert cache.get(one)
    cache.put(three, answer)
    assert cache.get(two) is None
    assert cache.get(one)
    nothing = AnswerCache(0)
    nothing.put(one, answer)
    assert nothing.get(one) is None


def test_one_spelling_stands_for_the_same_text() -> None:
    assert normalise(" what\n does  it pay? ") == "what does it pay?"
    assert normalise("cafe\u0301") == normalise("café")
    assert normalise("US") != normalise("us")
