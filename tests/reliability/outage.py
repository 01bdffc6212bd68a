"""Stops PostgreSQL under load and starts it again: clear 503s, then recovery without a restart.

    python tests/reliability/outage.py --outages 5

Needs PostgreSQL's programs; the server is private to the run. Ends with exit code 1 when a request
got anything but an answer, a 429 or a 503 that names the database, when no answer came again within
10 s of the start, or when an answer that was given is not kept.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "reliability")]

from load import PATIENCE_S, Connection, questions_of  # noqa: E402
from postgres import Postgres, find_binaries  # noqa: E402
from site_process import Site, running_site  # noqa: E402

USERS = 10
UP_S, DOWN_S = 4.0, 4.0
RECOVERED_WITHIN_S = 10.0
DATABASE_DOWN = ":database-unavailable"


@dataclass
class Seen:
    """What the users saw, and when the last answer came."""

    statuses: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[str, str]] = field(default_factory=list)
    slowest_refusal_s: float = 0.0
    answered_at: float = 0.0
    over: bool = False

    @property
    def unclear(self) -> int:
        """Responses that were neither an answer, a 429 nor a clear 503."""
        clear = ("200", "429", f"503{DATABASE_DOWN}")
        return sum(n for status, n in self.statuses.items() if status not in clear)


async def user(url: str, questions: list[str], seen: Seen, number: int) -> None:
    """Asks until it is over."""
    connection = Connection(url)
    while not seen.over:
        question = questions[number % len(questions)]
        number += USERS
        started = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_S):
                response = await connection.request("POST", "/api/ask", {"question": question})
        except (OSError, EOFError) as error:
            seen.statuses[type(error).__name__] += 1
            connection.close()
            continue
        if response.status == 200:
            seen.statuses["200"] += 1
            seen.answered_at = time.monotonic()
            seen.kept.append((response.body["conversation_id"], response.body["message_id"]))
        elif response.status == 503:
            seen.statuses[f"503:{response.body['type'].rpartition(':')[2]}"] += 1
            seen.slowest_refusal_s = max(seen.slowest_refusal_s, time.monotonic() - started)
            await asyncio.sleep(0.2)  # less than Retry-After asks for: the service has to bear it
        else:
            seen.statuses[str(response.status)] += 1
    connection.close()


async def cut(server: Postgres, outages: int, seen: Seen) -> list[float]:
    """Stop and start the database; returns how long each recovery took, in seconds."""
    recoveries = []
    for number in range(outages):
        await asyncio.sleep(UP_S)
        await asyncio.to_thread(server.stop, "immediate" if number % 2 else "fast")
        await asyncio.sleep(DOWN_S)
        await asyncio.to_thread(server.start)
        started = time.monotonic()
        while seen.answered_at < started and time.monotonic() - started < RECOVERED_WITHIN_S:
            await asyncio.sleep(0.05)
        recoveries.append(time.monotonic() - started)
    await asyncio.sleep(UP_S)
    seen.over = True
    return recoveries


async def lost(url: str, kept: list[tuple[str, str]]) -> int:
    """How many of the answers that were given are not kept."""
    connection, missing = Connection(url), 0
    for conversation_id, message_id in kept:
        response = await connection.request("GET", f"/api/conversations/{conversation_id}")
        found = {m["answer"]["message_id"] for m in response.body.get("messages", [])}
        missing += message_id not in found
    connection.close()
    return missing


async def run(site: Site, server: Postgres, outages: int) -> bool:
    """All of it; returns whether it went well."""
    first = Connection(site.url)
    questions = await questions_of(first)
    first.close()
    seen = Seen()
    async with asyncio.TaskGroup() as tasks:
        for number in range(USERS):
            tasks.create_task(user(site.url, questions, seen, number))
        recoveries = await cut(server, outages, seen)
    missing = await lost(site.url, seen.kept)
    print(f"{outages} outages, statuses {dict(seen.statuses)}, {seen.unclear} unclear")
    print(f"slowest 503: {seen.slowest_refusal_s:.1f} s; longest recovery: {max(recoveries):.1f} s")
    print(f"{len(seen.kept)} answers given, {missing} lost; ready: {site.is_ready()}")
    in_time = max(recoveries) < RECOVERED_WITHIN_S
    return in_time and not seen.unclear and not missing and site.is_ready()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--outages", type=int, default=5)
    outages = parser.parse_args().outages
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    server = Postgres(binaries)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            running_site(Path(folder), database_url=server.url, cache_size="0") as site,
        ):
            went_well = asyncio.run(run(site, server, outages))
    finally:
        server.remove()
    sys.exit(0 if went_well else 1)


if __name__ == "__main__":
    main()
