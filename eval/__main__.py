"""The command `python -m eval`: run systems over question sets, print, write, compare.

Exit codes: 0 done, 1 a regression against the baseline, 2 bad input.
"""

from __future__ import annotations

import os

# Before torch and faiss load: threads that spin while they wait starve the one that works
# (docs/architecture.md: a query took 488 ms instead of 10).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from eval.cli import main

if __name__ == "__main__":
    main()
