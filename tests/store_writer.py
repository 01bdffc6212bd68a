"""Keeps and rates messages without end, printing each once it is acknowledged; to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from fake_assistant import FakeAssistant

from assistant.service.store.store import Store, new_id


def main() -> None:
    store = Store(sys.argv[1])
    answer = FakeAssistant().ask("what?")
    for _ in range(10_000):
        kept = store.keep(new_id(), None, "what?", None, answer)
        store.rate(kept.id, "down")
        print(f"{kept.conversation_id}:{kept.id}", flush=True)


if __name__ == "__main__":
    main()
