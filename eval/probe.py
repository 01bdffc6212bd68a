"""A real server process for a benchmark: started, asked by HTTP, watched, stopped.

It knows the HTTP interface and nothing of what is inside.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-c", "from assistant.cli import main; main()")
START_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds from sending a question to its sources, first sentence and end."""

    sources: float | None
    first: float | None
    whole: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `ready_s` is the time from its start to the first 200 of /readyz."""

    client: httpx.Client
    pid: int
    ready_s: float

    def ask(self, question: str) -> Timing:
        """Ask by the stream, as the widget does. Raises httpx.HTTPError."""
        started = time.perf_counter()
        seen: dict[str, float] = {}
        body = {"question": question}
        with self.client.stream("POST", "/api/ask/stream", json=body) as response:
            response.raise_for_status()
            for line in response.iter_lines():
                if line.startswith("data:"):
                    kind = json.loads(line.removeprefix("data:"))["type"]
                    seen.setdefault(kind, 1000 * (time.perf_counter() - started))
        if "done" not in seen:
            raise httpx.StreamError(f"no answer to {question!r}: {', '.join(seen)}")
        return Timing(seen.get("sources"), seen.get("sentence"), seen["done"])

    def peak_memory_mb(self) -> float | None:
        """Peak resident memory of the process in MB; None where the system does not tell."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return None
        peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
        return int(peak) / 1024 if peak else None


@contextmanager
def running_server(database: Path) -> Iterator[Server]:
    """A server of this checkout on a free port, stopped at the end.

    No rate limit and no answer cache, so that every question is answered. Raises RuntimeError
    when it does not get ready.
    """
    port = _free_port()
    environ = os.environ | {
        "ASSISTANT_RATE_LIMIT": "off",
        "ASSISTANT_CACHE_SIZE": "0",
        "ASSISTANT_LOG_LEVEL": "error",
        "ASSISTANT_DATABASE_URL": f"sqlite:///{database}",
    }
    started = time.perf_counter()
    process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=environ)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait_until_ready(client, process, started)
            yield Server(client, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=30)


def command_seconds(*arguments: str) -> float:
    """How long the command line takes with `arguments`. Raises CalledProcessError."""
    started = time.perf_counter()
    subprocess.run([*COMMAND, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _wait_until_ready(
    client: httpx.Client, process: subprocess.Popen[bytes], started: float
) -> None:
    while time.perf_counter() - started < START_LIMIT_S:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode}")
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.01)
    raise RuntimeError(f"the server was not ready after {START_LIMIT_S:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
