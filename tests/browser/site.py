"""A server process on a port of its own, that a test can kill and start again on the same port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]


class Site:
    """`module` is run with the file descriptor of a listening socket.

    Connections wait in the socket's backlog until the process serves them, so nothing here waits.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module]
        self._arguments = arguments
        self.port = 0
        self.start()

    def start(self) -> None:
        """Run the server, on the same port as before if it ran before."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        listening.listen(64)
        self.port = listening.getsockname()[1]
        fd = listening.fileno()
        path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        self._process = subprocess.Popen(
            [*self._command, str(fd), *self._arguments],
            pass_fds=[fd],
            env={**os.environ, "PYTHONPATH": path},
        )
        listening.close()

    def kill(self) -> None:
        """End the process at once, in whatever it is doing."""
        self._process.kill()
        self.wait()

    def wait(self) -> None:
        """Until the process has ended."""
        self._process.wait(timeout=20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_origin(self) -> str:
        """The same server under a name that browsers take for another origin."""
        return f"http://localhost:{self.port}"

    def control(self, action: str) -> Any:
        """Steer the fake site (see fake_site.py); returns what it was asked and told so far."""
        request = urllib.request.Request(f"{self.url}/control/{action}", method="POST")
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)
