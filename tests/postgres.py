"""A private PostgreSQL server for tests, from the system's packages, on a free loopback port."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

VERSIONS = Path("/usr/lib/postgresql")
SYSTEM_USER = "postgres"


def find_binaries() -> Path | None:
    """The newest installed server's programs, on the path or where Debian keeps them."""
    folders = sorted(VERSIONS.glob("*/bin"), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def require_binaries() -> Path:
    """`find_binaries`; without them the test is skipped, in CI (CI=true) it fails."""
    found = find_binaries()
    if found is None:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


class Postgres:
    """A server with a data folder of its own; `stop` and `start` it at will."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="assistant-postgres-"))
        self._as_user = self._unprivileged()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._run("initdb", "-D", "data", "-U", "assistant", "-A", "trust", "-E", "UTF8")
        self.start()

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the main database."""
        return f"postgresql+psycopg://assistant@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers; nothing when it runs."""
        if (self._folder / "data" / "postmaster.pid").exists():
            return
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop: "fast" cuts connections, "immediate" is a crash."""
        self._run("pg_ctl", "stop", "-w", "-D", "data", "-m", mode)

    def create(self, name: str) -> str:
        """Make an empty database and return its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "assistant", name)
        return self.url.removesuffix("postgres") + name

    def remove(self) -> None:
        """Stop and delete everything."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _unprivileged(self) -> dict[str, Any]:
        """The server refuses to run as root: another user runs it then."""
        if os.geteuid() != 0:
            return {}
        account = pwd.getpwnam(SYSTEM_USER)
        os.chown(self._folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: str) -> None:
        with (self._folder / "out").open("ab") as out:
            done = subprocess.run(
                [self._binaries / program, *arguments],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                **self._as_user,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self._folder / 'out').read_text()[-2000:]}")
