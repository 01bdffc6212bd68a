"""A real server process on a checkout of its own, for the runs of this folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120.0


@dataclass(frozen=True)
class Site:
    """A running server; its corpus and index lie under `root`."""

    url: str
    pid: int
    root: Path

    def resident_mb(self) -> float:
        """Resident memory of the process now, in MB (Linux)."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    def is_ready(self) -> bool:
        """Whether /readyz says so."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def running_site(folder: Path, **settings: str) -> Iterator[Site]:
    """A ready server of a copy of this checkout's content in `folder`, stopped at the end.

    No rate limit: all users come from one address. Raises RuntimeError when it does not get ready.
    """
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    (folder / "web").symlink_to(ROOT / "web")
    (folder / "index").mkdir()
    (folder / "index" / "models").symlink_to(ROOT / "index" / "models")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    given = {"root": str(folder), "rate_limit": "off", "log_level": "error", **settings}
    environ = os.environ | {f"ASSISTANT_{name.upper()}": value for name, value in given.items()}
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environ | {"OMP_WAIT_POLICY": "PASSIVE"})
    site = Site(f"http://127.0.0.1:{port}", process.pid, folder)
    try:
        until = time.monotonic() + START_LIMIT_S
        while not site.is_ready():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not get ready (exit code {process.poll()})")
            time.sleep(0.1)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)
