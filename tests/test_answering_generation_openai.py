"""The OpenAI-compatible generator against an engine in memory, and the two that need none."""

from __future__ import annotations

import json

import httpx
import pytest

from assistant.answering.generation.base import DraftRequest, Message
from assistant.answering.generation.llamacpp import LlamaCppGenerator
from assistant.answering.generation.none import NoGenerator
from assistant.answering.generation.openai import OpenAIGenerator
from assistant.errors import ModelUnavailableError

REQUEST = DraftRequest((Message("system", "Be brief."), Message("user", "Hi")), max_tokens=7)


def never() -> bool:
    return False


def engine(body: str, status: int = 200) -> tuple[OpenAIGenerator, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, text=body)

    transport = httpx.MockTransport(answer)
    return OpenAIGenerator("http://engine/v1", "tiny", "secret", transport=transport), seen


def event(content: str | None) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": content}}]}) + "\n\n"


def test_streams_the_pieces_and_stops_at_done() -> None:
    body = (
        event(None) + ": ping\n\n" + event("Hel") + event("lo.") + "data: [DONE]\n\n" + event("x")
    )
    generator, seen = engine(body)
    assert "".join(generator.stream(REQUEST, never)) == "Hello."
    sent = json.loads(seen[0].content)
    assert seen[0].url == "http://engine/v1/chat/completions"
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert sent["messages"][1] == {"role": "user", "content": "Hi"}
    assert (sent["model"], sent["max_tokens"], sent["stream"]) == ("tiny", 7, True)


def test_a_usage_event_without_choices_is_skipped() -> None:
    generator, _ = engine(event("Hi.") + 'data: {"choices": []}\n\ndata: [DONE]\n\n')
    assert "".join(generator.stream(REQUEST, never)) == "Hi."


def test_cancelling_hangs_up() -> None:
    generator, _ = engine(event("one ") + event("two"))
    assert list(generator.stream(REQUEST, lambda: True)) == []


def test_a_refusal_names_the_engine_and_not_the_key() -> None:
    generator, _ = engine('{"error": "no such model"}', status=404)
    with pytest.raises(ModelUnavailableError, match=r"engine/v1.*404.*no such model") as raised:
        list(generator.stream(REQUEST, never))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("body", ["data: {}\n\n", "data: not json\n\n", "data: []\n\n"])
def test_nonsense_is_reported(body: str) -> None:
    generator, _ = engine(body)
    with pytest.raises(ModelUnavailableError, match="no chat completion"):
        list(generator.stream(REQUEST, never))


def test_an_engine_that_is_down_is_reported() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    generator = OpenAIGenerator("http://engine/v1", "m", transport=httpx.MockTransport(refuse))
    with pytest.raises(ModelUnavailableError, match="does not answer: refused"):
        list(generator.stream(REQUEST, never))


def test_an_address_is_needed() -> None:
    with pytest.raises(ModelUnavailableError, match="ASSISTANT_OPENAI_BASE_URL"):
        OpenAIGenerator("", "m")


def test_llamacpp_without_its_binding_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "llama_cpp", None)
    with pytest.raises(ModelUnavailableError, match=r"roadmap-assistant\[llamacpp\]"):
        LlamaCppGenerator("model.gguf")


def test_no_generator_writes_nothing() -> None:
    assert list(NoGenerator().stream(REQUEST, never)) == []


def test_a_silent_engine_is_given_up() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == 0.2
        raise httpx.ReadTimeout("no byte in time", request=request)

    generator = OpenAIGenerator(
        "http://engine/v1", "m", patience=0.2, transport=httpx.MockTransport(silent)
    )
    with pytest.raises(ModelUnavailableError, match="does not answer"):
        list(generator.stream(REQUEST, lambda: False))
