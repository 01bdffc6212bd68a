"""Publishes a new index again and again while users ask: does a request fail, or mix two versions?

    python tests/reliability/swaps.py --swaps 50

Each version of the page has pay of its own for its first level, and every answer names the version
it comes from: an answer that shows another version's pay mixes two. Ends with exit code 1 when an
answer failed or was mixed, or a version was not taken up.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from load import PATIENCE_S, Connection, Tally  # noqa: E402
from site_process import ROOT, Site, running_site  # noqa: E402

sys.path[:0] = [str(ROOT)]

from assistant.search.builder import build_index  # noqa: E402
from assistant.search.sentence_transformers import SentenceTransformerEmbedder  # noqa: E402
from assistant.settings import Settings  # noqa: E402

USERS = 10
TAKEN_UP_WITHIN_S = 30.0
PAY = re.compile(r"(?m)^(- Salary in \S.*?: \D*)[\d,.]+(\D*[–-]\D*)[\d,.]+(.*)$")


@dataclass
class Seen:
    """What the users saw. `versions` maps an index version to the number its pay starts with."""

    tally: Tally = field(default_factory=Tally)
    versions: dict[str, int] = field(default_factory=dict)
    mixed: list[str] = field(default_factory=list)
    held_against: int = 0
    over: bool = False


def rewrite(page: Path, original: str, number: int) -> None:
    """Give the first level the pay `number`–`number`+1 in every region."""
    head, first, rest = original.partition("\n### ")
    level, second, others = rest.partition("\n### ")
    level = PAY.sub(rf"\g<1>{number}\g<2>{number + 1}\g<3>", level)
    page.write_text(head + first + level + second + others, encoding="utf-8")


async def user(url: str, question: str, seen: Seen) -> None:
    """Asks until the swaps are over, and holds each answer against the version it names."""
    connection = Connection(url)
    while not seen.over:
        started = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_S):
                response = await connection.request("POST", "/api/ask", {"question": question})
        except (OSError, EOFError) as error:
            seen.tally.statuses[type(error).__name__] += 1
            connection.close()
            continue
        seen.tally.statuses[str(response.status)] += 1
        if response.status == 200:
            seen.tally.seconds.append(time.monotonic() - started)
            seen.tally.written_by[response.body["written_by"]] += 1
            hold_against(response.body, seen)
    connection.close()


def hold_against(answer: dict[str, object], seen: Seen) -> None:
    """Note the answer where its figures, or its citations', are not its version's."""
    number = seen.versions.get(str(answer["index_version"]))
    shown = {int(n) for n in re.findall(r"\d{4,}", f"{answer['answer']} {answer['citations']}")}
    if number is None:
        return  # built, and taken up before this script knew its name
    seen.held_against += 1
    if shown != {number, number + 1}:
        seen.mixed.append(f"{answer['index_version']} ({number}): {sorted(shown)}")


async def swap(site: Site, swaps: int, seen: Seen) -> int:
    """Publish `swaps` versions, each after the last one was taken up; returns how many were."""
    [page] = sorted((site.root / "corpus" / "roadmaps").glob("*.md"))[:1]
    original = page.read_text(encoding="utf-8")
    embedder = SentenceTransformerEmbedder(Settings().embedder, 1)
    folders = (page.parent, site.root / "index")
    taken_up, connection = 0, Connection(site.url)
    for number in range(swaps):
        pay = 1_000 + 10 * number
        rewrite(page, original, pay)
        version = await asyncio.to_thread(build_index, *folders, embedder)
        seen.versions[version] = pay
        until = time.monotonic() + TAKEN_UP_WITHIN_S
        while time.monotonic() < until:
            if (await connection.request("GET", "/readyz")).body["index_version"] == version:
                taken_up += 1
                break
            await asyncio.sleep(0.1)
    seen.over = True
    connection.close()
    return taken_up


async def run(site: Site, swaps: int) -> bool:
    """All of it; returns whether it went well."""
    first = Connection(site.url)
    [summary, *_] = (await first.request("GET", "/api/roadmaps")).body["roadmaps"]
    roadmap = (await first.request("GET", f"/api/roadmaps/{summary['slug']}")).body
    first.close()
    level = roadmap["levels"][0]
    question = f"what does a {level['title']} earn in {level['salaries'][0]['region']}?"
    seen, started = Seen(), time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(USERS):
            tasks.create_task(user(site.url, question, seen))
        taken_up = await swap(site, swaps, seen)
    print(seen.tally.report(time.monotonic() - started))
    print(f"{taken_up} of {swaps} indexes taken up; {seen.tally.failed} failed requests;")
    print(f"{seen.held_against} answers held against their version, {len(seen.mixed)} mixed")
    print("\n".join(seen.mixed[:5]))
    return taken_up == swaps and not seen.tally.failed and not seen.mixed


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--swaps", type=int, default=50)
    swaps = parser.parse_args().swaps
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        went_well = asyncio.run(run(site, swaps))
    sys.exit(0 if went_well else 1)


if __name__ == "__main__":
    main()
