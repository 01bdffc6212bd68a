"""Kill an index build at each of its file operations in turn, and see that a start is clean.

Run as `python -m eval.kill_steps`. Random kills seldom hit the few milliseconds of publishing; here
a build dies before its first file operation, the next one before its second, and so on until one
gets through. Knows processes; what a clean start is, `kill_index` knows.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import Counter
from itertools import count
from pathlib import Path

from assistant.search.builder import build_index
from assistant.search.ensure import ensure_index
from eval.kill_index import FAILED, PausingEmbedder, Place, outcome

# Audit events (docs.python.org/3/library/audit_events.html) of everything a build does to files.
FILE_EVENTS = frozenset({"open", "os.mkdir", "os.rename", "os.remove", "shutil.rmtree"})


def build_until(place: Place, step: int) -> bool:
    """Build in a fork that kills itself before file operation `step`; whether it was killed."""
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        if status not in {0, signal.SIGKILL}:
            raise RuntimeError(f"the build failed by itself (status {status})")
        return status != 0
    left = step

    def strike(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in FILE_EVENTS and str(place.folder) in str(arguments[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(strike)
    exit_code = 1
    try:
        build_index(place.roadmaps, place.index, place.embedder)
        exit_code = 0
    finally:
        os._exit(exit_code)  # never back into the parent's code


def main() -> int:
    """Print how many kills left a clean start, and where they struck; 0 when all did."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), PausingEmbedder())
        new = place.write_corpus(0)
        build_index(place.roadmaps, place.index, place.embedder)
        for step in count(1):
            old, new = new, place.write_corpus(step)
            if not build_until(place, step):
                break
            found[outcome(place, old, new)] += 1
            ensure_index(place.roadmaps, place.index, place.embedder)
    clean = sum(number for where, number in found.items() if not where.startswith(FAILED))
    print(f"{found.total()} kills, {clean} clean starts")
    for where, number in found.most_common():
        print(f"{number:5} {where}")
    return 0 if clean == found.total() else 1


if __name__ == "__main__":
    sys.exit(main())
