"""The service with its drafts written by a real llama.cpp server, asked over HTTP.

Needs `pip install 'llama-cpp-python[server]'`, which compiles for some minutes: skipped without it.
On some virtual machines a build for the very processor crashes (SIGSEGV in its AMX code); one for
any, with CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON", does not.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from service_app import fake_settings

from assistant.answering.assistant import Assistant
from assistant.answering.generation.base import DraftRequest, Message
from assistant.answering.generation.openai import OpenAIGenerator
from assistant.answering.generation.weights import DEFAULT_MODEL, find_gguf
from assistant.wiring import Parts, build_app

pytestmark = pytest.mark.skipif(
    find_spec("llama_cpp") is None, reason="llama-cpp-python[server] is not installed"
)

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60.0
REQUEST = DraftRequest(
    (Message("user", "Repeat this sentence: The lamp is lit before sunset."),), max_tokens=16
)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def llama_server() -> Iterator[str]:
    """A server of the default model's GGUF; yields the base URL of its API."""
    gguf, port = find_gguf(DEFAULT_MODEL), free_port()
    options = ["--model", str(gguf), "--port", str(port), "--n_ctx", "2048", "--n_threads", "1"]
    command = [sys.executable, "-m", "llama_cpp.server", *options]
    url = f"http://127.0.0.1:{port}/v1"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_up(url, server)
            yield url
        finally:
            server.kill()


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server lists its model."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/models").is_success:
                return
        except httpx.TransportError:
            pass
    pytest.fail(f"the llama.cpp server did not come up (exit code {server.poll()})")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with llama_server() as url:
        yield url


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of our own, with an index of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "web").symlink_to(ROOT / "web")
    (folder / "index").mkdir()
    return folder


def parts_of(root: Path, url: str) -> Parts:
    """A service's parts, with the engine at `url` as the generator."""
    settings = fake_settings(
        root, root=root, generator="openai", openai_base_url=url, model="smollm2"
    )
    parts = Parts(settings)
    parts.ensure_index()
    return parts


def test_pieces_stream_from_the_server(url: str) -> None:
    pieces = list(OpenAIGenerator(url, "smollm2").stream(REQUEST, lambda: False))
    assert len([piece for piece in pieces if piece]) > 3
    assert "lamp" in "".join(pieces)


def test_a_cancelled_draft_leaves_the_server_free(url: str) -> None:
    generator = OpenAIGenerator(url, "smollm2")
    cancelled = iter([False, False, False, False, True])
    assert len(list(generator.stream(REQUEST, lambda: next(cancelled)))) == 4
    assert "".join(generator.stream(REQUEST, lambda: False))


class Recording:
    """A generator that drafts nothing and remembers what it was asked for."""

    name = "recording"

    def __init__(self) -> None:
        self.requests: list[DraftRequest] = []

    def stream(self, request: DraftRequest, _: Callable[[], bool]) -> Iterator[str]:
        """Nothing."""
        self.requests.append(request)
        return iter(())


def test_the_server_drafts_what_the_assistant_asks_for(root: Path, url: str) -> None:
    parts, recording = parts_of(root, url), Recording()
    assistant = Assistant(parts.ensure_index(), parts.vocabulary, recording)
    assert "₹50–100 LPA" in assistant.ask("what does a senior ML engineer earn in India?").text
    [request] = recording.requests
    patient = OpenAIGenerator(url, "smollm2", patience=PATIENCE_S)  # read once, from scratch
    draft = "".join(patient.stream(request, lambda: False))
    assert "50" in draft
    assert "India" in draft


def test_the_service_answers_with_the_server_behind_it(root: Path, url: str) -> None:
    parts = parts_of(root, url)
    with TestClient(build_app(parts.settings, parts)) as client:
        assert client.get("/readyz").json()["model"] == "smollm2"
        answer = client.post("/api/ask", json={"question": "senior pay in India?"}).json()
    assert "₹50–100 LPA" in answer["answer"]
    assert answer["written_by"] in ("model", "quote")


def test_without_the_server_answers_are_quoted(root: Path) -> None:
    parts = parts_of(root, f"http://127.0.0.1:{free_port()}/v1")
    with TestClient(build_app(parts.settings, parts)) as client:
        answer = client.post("/api/ask", json={"question": "senior pay in India?"})
    assert answer.status_code == 200
    assert "₹50–100 LPA" in answer.json()["answer"]
    assert answer.json()["written_by"] == "quote"
