"""Kills a writer at random moments and looks whether anything it acknowledged is lost.

    python tests/reliability/kills.py --kills 50

Runs on SQLite and, where its programs are installed, on a private PostgreSQL server, whose own
process is killed (pg_ctl -m immediate) every fifth time. Ends with exit code 1 when a message or a
rating is missing.
"""

from __future__ import annotations

import argparse
import random
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from postgres import Postgres, find_binaries  # noqa: E402

from assistant.service.store.store import Store  # noqa: E402

LONGEST_LIFE_S = 1.0


def acknowledged_until_killed(url: str, life_s: float) -> list[str]:
    """Let the writer live for `life_s` after its first message; returns what it acknowledged."""
    command = [sys.executable, str(TESTS / "store_writer.py"), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        first = writer.stdout.readline()
        until = time.monotonic() + life_s
        lines = [first]
        while (left := until - time.monotonic()) > 0:
            if select.select([writer.stdout], [], [], left)[0]:
                lines.append(writer.stdout.readline())
        writer.kill()
        lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def lost(url: str, acknowledged: list[str]) -> list[str]:
    """Acknowledged messages that are not kept, or not with their rating."""
    store = Store(url)
    missing = []
    for line in acknowledged:
        conversation_id, message_id = line.split(":")
        kept = store.conversation(conversation_id).messages
        if [(message.id, message.rating) for message in kept] != [(message_id, "down")]:
            missing.append(line)
    store.close()
    return missing


def run(name: str, url: str, kills: int, server: Postgres | None) -> int:
    """All kills on one database; returns how many acknowledged messages were lost."""
    dice = random.Random(7)
    acknowledged: list[str] = []
    for number in range(kills):
        acknowledged += acknowledged_until_killed(url, dice.uniform(0, LONGEST_LIFE_S))
        if server and number % 5 == 4:
            server.stop("immediate")
            server.start()
    missing = lost(url, acknowledged)
    print(f"{name}: {kills} kills, {len(acknowledged)} acknowledged, {len(missing)} lost")
    return len(missing)


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as folder:
        missing = run("SQLite", f"sqlite:///{folder}/store.db", kills, None)
    binaries = find_binaries()
    if binaries:
        server = Postgres(binaries)
        missing += run("PostgreSQL", server.url, kills, server)
        server.remove()
    else:
        print("PostgreSQL: not installed, not tried")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
