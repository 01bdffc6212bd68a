"""The worlds attacks take place in: the pages as they are, and the same with planted text.

It knows the corpus check and the pages' HTML; it judges no answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.ingest.corpus import check_corpus
from assistant.records import Roadmap
from assistant.service.pages import pages_router
from eval.attacks.rows import Plant


def planted_pages(pages: Sequence[Path], plants: Sequence[Plant], folder: Path) -> list[Path]:
    """Copies of `pages` in `folder`, with the plants in them. Raises ValueError."""
    copies = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for plant in plants:
            if plant.roadmap == page.stem:
                text = plant.put_into(text)
        copy = folder / page.name
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    return copies


def accepted_plants(pages: Sequence[Path], plants: Sequence[Plant]) -> list[Plant]:
    """Those of `plants` that the corpus check lets through, each planted alone."""
    through = []
    for plant in plants:
        with TemporaryDirectory() as folder:
            planted_pages(pages, [plant], Path(folder))
            if not check_corpus(Path(folder)):
                through.append(plant)
    return through


class ActiveContent(HTMLParser):
    """Counts what a browser would run or fetch: scripts, handlers, frames, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count the tag and the attributes that act."""
        if tag in ("script", "iframe", "img", "object", "embed", "form", "base", "style"):
            self.found[f"<{tag}>"] += 1
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or name == "srcdoc":
                self.found[f"{tag} {name}"] += 1
            if name in ("href", "src", "action") and address.startswith(("javascript:", "data:")):
                self.found[f"{tag} {name}={address[:20]}"] += 1


def active_content(html: str) -> Counter[str]:
    """What in `html` a browser would run or fetch, and how often."""
    parser = ActiveContent()
    parser.feed(html)
    parser.close()
    return parser.found


def rendered(roadmaps: tuple[Roadmap, ...], web_dir: Path, query: str = "") -> dict[str, str]:
    """The HTML of every page and of the list searched for `query`, by path."""
    app = FastAPI()
    app.include_router(pages_router(lambda: roadmaps, web_dir))
    client = TestClient(app)
    paths = ["/", *(f"/roadmaps/{roadmap.slug}" for roadmap in roadmaps)]
    return {path: client.get(path, params={"q": query}).text for path in paths}
