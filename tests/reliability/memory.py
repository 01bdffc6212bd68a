"""Memory over many questions: does it stay flat?

    python tests/reliability/memory.py --questions 10000

Users ask the real server, which keeps no answers in its cache, so that each question is worked out.
Resident memory is read twenty times on the way. Ends with exit code 1 when the last quarter stands
more than 5 % above the second one (the first fills caches and pools) or an answer failed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from load import WORDINGS, Connection, Tally, ask, questions_of  # noqa: E402
from site_process import Site, running_site  # noqa: E402

MOST_GROWTH = 0.05
READINGS = 20
USERS = 8


async def user(site: Site, questions: list[str], tally: Tally, left: list[int], seed: int) -> None:
    """Asks while questions are left to ask."""
    dice, connection = random.Random(seed), Connection(site.url)
    while left[0] > 0:
        left[0] -= 1
        question = dice.choice(WORDINGS).format(dice.choice(questions))
        await ask(connection, {"question": question}, tally)
    connection.close()


async def ask_part(site: Site, questions: list[str], tally: Tally, count: int, seed: int) -> None:
    """`count` questions by all users together."""
    left = [count]
    users = (user(site, questions, tally, left, seed * USERS + n) for n in range(USERS))
    await asyncio.gather(*users)


async def measure(site: Site, count: int) -> tuple[list[float], Tally]:
    """Resident memory in MB after each twentieth of `count` questions."""
    first = Connection(site.url)
    questions = await questions_of(first)
    first.close()
    tally, readings = Tally(), []
    for part in range(READINGS):
        await ask_part(site, questions, tally, count // READINGS, part)
        readings.append(site.resident_mb())
        print(f"{(part + 1) * count // READINGS} questions: {readings[-1]:.0f} MB", flush=True)
    return readings, tally


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=10_000)
    count = parser.parse_args().questions
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), cache_size="0") as site,
    ):
        started = time.monotonic()
        readings, tally = asyncio.run(measure(site, count))
        print(tally.report(time.monotonic() - started))
    quarter = READINGS // 4
    early, late = mean(readings[quarter : 2 * quarter]), mean(readings[-quarter:])
    growth = late / early - 1
    print(f"second quarter {early:.0f} MB, last quarter {late:.0f} MB: {growth:+.1%}")
    sys.exit(1 if growth > MOST_GROWTH or tally.failed else 0)


if __name__ == "__main__":
    main()
