"""Users at once against a running service: how many answers, how quick, and what went wrong.

    python tests/reliability/load.py http://127.0.0.1:8000 --users 50 --seconds 120

Each user asks, reads the answer for `--pause` seconds on average and asks again. Without a pause 50
of them are far more than 50 people. Questions are the roadmaps' own, worded in a few ways, some as
follow-ups. Start the service with ASSISTANT_RATE_LIMIT=off, since all users come from one address.
Ends with exit code 1 when an answer failed (a 429 is an answer) or the service is not ready 5 s
after the load.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

WORDINGS = ("{}", "{} please", "hi, {}", "tell me: {}", "{} thanks!")
FOLLOW_UPS = ("and the next level?", "why?", "how long does that take?")
READY_WITHIN_S = 5.0
PATIENCE_S = 60.0


@dataclass
class Tally:
    """What the users saw."""

    statuses: Counter[str] = field(default_factory=Counter)
    written_by: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Responses that are neither an answer nor a 429."""
        return sum(n for status, n in self.statuses.items() if status not in ("200", "429"))

    def report(self, elapsed: float) -> str:
        """A few lines for a person."""
        lines = [f"{elapsed:.0f} s, statuses {dict(self.statuses)}, {dict(self.written_by)}"]
        if len(self.seconds) > 1:
            cuts = statistics.quantiles(self.seconds, n=100)
            lines.append(
                f"answers: {len(self.seconds) / elapsed:.1f}/s, p50 {cuts[49]:.2f} s, "
                f"p95 {cuts[94]:.2f} s, p99 {cuts[98]:.2f} s, max {max(self.seconds):.2f} s"
            )
        return "\n".join(lines)


class Connection:
    """One kept-alive HTTP connection. Plain asyncio: a client library's pool of 500 connections
    took more of the processor than the service under test."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(self, method: str, path: str, body: Any = None) -> Response:
        """One request and its response, read to the end. Raises OSError or EOFError."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        content = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nhost: load\r\ncontent-length: {len(content)}\r\n"
        writer.write(f"{head}content-type: application/json\r\n\r\n".encode() + content)
        try:
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines if line)
            received = await reader.readexactly(int(headers["content-length"]))
        except (OSError, EOFError):
            self.close()
            raise
        return Response(int(status.split()[1]), headers, json.loads(received))

    def close(self) -> None:
        """Hang up."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


@dataclass(frozen=True)
class Response:
    """Status, headers in lower case, and the body's JSON."""

    status: int
    headers: dict[str, str]
    body: Any


async def questions_of(connection: Connection) -> list[str]:
    """Everything that the loaded pages answer in so many words, and level by level pay."""
    questions = []
    for summary in (await connection.request("GET", "/api/roadmaps")).body["roadmaps"]:
        roadmap = (await connection.request("GET", f"/api/roadmaps/{summary['slug']}")).body
        questions += [faq["question"] for faq in roadmap["faqs"]]
        questions += [
            f"what does a {level['title']} earn in {salary['region']}?"
            for level in roadmap["levels"]
            for salary in level["salaries"]
        ]
        questions += [f"what skills does a {level['title']} need?" for level in roadmap["levels"]]
    return questions


async def user(
    connection: Connection,
    questions: list[str],
    tally: Tally,
    until: float,
    pause: float,
    seed: int,
) -> None:
    """Asks until the time is over."""
    dice = random.Random(seed)
    conversation: str | None = None
    while time.monotonic() < until:
        body = {"question": dice.choice(WORDINGS).format(dice.choice(questions))}
        if conversation and dice.random() < 0.3:
            body = {"question": dice.choice(FOLLOW_UPS), "conversation_id": conversation}
        conversation = await ask(connection, body, tally)
        await asyncio.sleep(dice.uniform(0, 2 * pause))
    connection.close()


async def ask(connection: Connection, body: dict[str, str], tally: Tally) -> str | None:
    """One question; returns its conversation."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_S):
            response = await connection.request("POST", "/api/ask", body)
    except (OSError, EOFError) as error:
        tally.statuses[type(error).__name__] += 1
        connection.close()
        return None
    tally.statuses[str(response.status)] += 1
    if response.status != 200:
        await asyncio.sleep(float(response.headers.get("retry-after", 0)))
        return None
    tally.seconds.append(time.monotonic() - started)
    tally.written_by[response.body["written_by"]] += 1
    return str(response.body["conversation_id"])


async def ready_again(url: str) -> float | None:
    """Seconds until the service is ready after the load; None when it is not in time."""
    started = time.monotonic()
    connection = Connection(url)
    while time.monotonic() - started < READY_WITHIN_S:
        try:
            if (await connection.request("GET", "/readyz")).status == 200:
                connection.close()
                return time.monotonic() - started
        except (OSError, EOFError):
            await asyncio.sleep(0.1)
    return None


async def load(url: str, users: int, seconds: float, pause: float) -> int:
    """Run it and print what came of it."""
    first = Connection(url)
    questions = await questions_of(first)
    first.close()
    tally = Tally()
    started = time.monotonic()
    until = started + seconds
    await asyncio.gather(
        *(user(Connection(url), questions, tally, until, pause, n) for n in range(users))
    )
    print(tally.report(time.monotonic() - started))
    ready = await ready_again(url)
    print(f"failed: {tally.failed}; ready again after {ready and round(ready, 2)} s")
    return 1 if tally.failed or ready is None else 0


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=0, help="seconds between two questions")
    given = parser.parse_args()
    sys.exit(asyncio.run(load(given.url, given.users, given.seconds, given.pause)))


if __name__ == "__main__":
    main()
