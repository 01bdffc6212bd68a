"""Users at once against a running service: how many answers, how quick, and what went wrong.

    python tests/reliability/load.py http://127.0.0.1:8000 --users 50 --seconds 120

Each user asks, reads the answer and asks again, without a pause: 50 of them are far more than 50
people. Questions are the roadmaps' own, worded in a few ways, some as follow-ups. Start the service
with ASSISTANT_RATE_LIMIT=off, since all users come from one address. Ends with exit code 1 when an
answer failed (a 429 is an answer) or the service is not ready 5 s after the load.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

WORDINGS = ("{}", "{} please", "hi, {}", "tell me: {}", "{} thanks!")
FOLLOW_UPS = ("and the next level?", "why?", "how long does that take?")
READY_WITHIN_S = 5.0


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


async def questions_of(client: httpx.AsyncClient) -> list[str]:
    """Everything that the loaded pages answer in so many words, and level by level pay."""
    questions = []
    for summary in (await client.get("/api/roadmaps")).json()["roadmaps"]:
        roadmap = (await client.get(f"/api/roadmaps/{summary['slug']}")).json()
        questions += [faq["question"] for faq in roadmap["faqs"]]
        questions += [
            f"what does a {level['title']} earn in {salary['region']}?"
            for level in roadmap["levels"]
            for salary in level["salaries"]
        ]
        questions += [f"what skills does a {level['title']} need?" for level in roadmap["levels"]]
    return questions


async def user(
    client: httpx.AsyncClient, questions: list[str], tally: Tally, until: float, seed: int
) -> None:
    """Asks until the time is over."""
    dice = random.Random(seed)
    conversation: str | None = None
    while time.monotonic() < until:
        body = {"question": dice.choice(WORDINGS).format(dice.choice(questions))}
        if conversation and dice.random() < 0.3:
            body = {"question": dice.choice(FOLLOW_UPS), "conversation_id": conversation}
        conversation = await ask(client, body, tally)


async def ask(client: httpx.AsyncClient, body: dict[str, str], tally: Tally) -> str | None:
    """One question; returns its conversation."""
    started = time.monotonic()
    try:
        response = await client.post("/api/ask", json=body)
    except httpx.HTTPError as error:
        tally.statuses[type(error).__name__] += 1
        return None
    tally.statuses[str(response.status_code)] += 1
    if response.status_code != 200:
        await asyncio.sleep(float(response.headers.get("retry-after", 0)))
        return None
    tally.seconds.append(time.monotonic() - started)
    answer = response.json()
    tally.written_by[answer["written_by"]] += 1
    return str(answer["conversation_id"])


async def ready_again(client: httpx.AsyncClient) -> float | None:
    """Seconds until the service is ready after the load; None when it is not in time."""
    started = time.monotonic()
    while (passed := time.monotonic() - started) < READY_WITHIN_S:
        try:
            if (await client.get("/readyz", timeout=READY_WITHIN_S)).status_code == 200:
                return time.monotonic() - started
        except httpx.HTTPError:
            await asyncio.sleep(0.1)
    print(f"not ready after {passed:.1f} s")
    return None


async def load(url: str, users: int, seconds: float) -> int:
    """Run it and print what came of it."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        questions = await questions_of(client)
        tally = Tally()
        started = time.monotonic()
        everyone = (user(client, questions, tally, started + seconds, n) for n in range(users))
        await asyncio.gather(*everyone)
        print(tally.report(time.monotonic() - started))
        ready = await ready_again(client)
        print(f"failed: {tally.failed}; ready again after {ready and round(ready, 2)} s")
    return 1 if tally.failed or ready is None else 0


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    sys.exit(asyncio.run(load(given.url, given.users, given.seconds)))


if __name__ == "__main__":
    main()
