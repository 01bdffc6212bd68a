"""A corpus file to a typed Roadmap, or the list of what is wrong with it.

Knows the outline of a file: front matter, then sections by their headings (docs/corpus.md). What
is inside each part is for the modules it calls.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from assistant.errors import CorpusError
from assistant.ingest import anchors
from assistant.ingest.front_matter import (
    FrontMatter,
    Located,
    RegionMatter,
    read_front_matter,
    split_front_matter,
)
from assistant.ingest.levels import read_levels
from assistant.ingest.markdown import Heading, parse_markdown
from assistant.ingest.page import Page
from assistant.ingest.problems import Problems
from assistant.ingest.sections import (
    read_certifications,
    read_faqs,
    read_free,
    read_mistakes,
    read_overview,
    read_transitions,
)
from assistant.records import Faq, Item, Level, Region, Related, Roadmap, Section, Transition

# The first name of each is the canonical one.
_HEADINGS = {
    anchors.OVERVIEW: ("Overview", "About", "Introduction"),
    anchors.LEVELS: ("Levels", "Career levels"),
    anchors.CERTIFICATIONS: ("Certifications", "Certificates"),
    anchors.TRANSITIONS: ("Transitions", "Career transitions"),
    anchors.MISTAKES: ("Mistakes", "Common mistakes"),
    anchors.FAQ: ("FAQ", "Frequently asked questions", "Questions"),
}
_REQUIRED = (anchors.OVERVIEW, anchors.LEVELS)
_ANCHOR_OF = {name.casefold(): anchor for anchor, names in _HEADINGS.items() for name in names}
# They show nothing on a page and can steer a terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# "Certificatons" is a slip, "Certified people" a heading of its own.
_SLIP = 0.85


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as read: the roadmap (None when broken), its problems, its slug and where that is."""

    roadmap: Roadmap | None
    problems: tuple[CorpusError, ...]
    slug: str = ""
    slug_line: int = 1


@dataclass(slots=True)
class _Body:
    """The parts of the page's body."""

    overview: Section = field(default_factory=lambda: Section("", "", ()))
    levels: tuple[Level, ...] = ()
    certifications: tuple[Item, ...] = ()
    transitions: tuple[Transition, ...] = ()
    mistakes: tuple[Item, ...] = ()
    faqs: tuple[Faq, ...] = ()
    sections: tuple[Section, ...] = ()


def read_roadmap(path: Path) -> Roadmap:
    """Read one corpus file. Raises CorpusError for the first thing that is wrong with it."""
    examined = examine_roadmap(path)
    if examined.roadmap is None:
        raise examined.problems[0]
    return examined.roadmap


def examine_roadmap(path: Path) -> Examined:
    """Read one corpus file and collect everything that is wrong with it; raises nothing."""
    problems = Problems(path)
    text = _read_text(path, problems)
    if text is None:
        return Examined(None, problems.found)
    front_text, body_text, body_line = split_front_matter(text, problems)
    front = read_front_matter(front_text, problems) if front_text or not problems.found else None
    root = parse_markdown(body_text, body_line, problems)
    body = _read_body(root, _page(front, problems))
    if front is None:
        return Examined(None, problems.found)
    roadmap = None if problems.found else _roadmap(front.matter, body)
    return Examined(roadmap, problems.found, front.matter.slug, front.lines[("slug",)])


def _page(front: Located | None, problems: Problems) -> Page:
    book = anchors.AnchorBook(problems)
    if front is None:
        return Page(problems, book, None)
    if front.matter.related:
        book.take(anchors.RELATED, front.lines[("related",)])
    return Page(problems, book, tuple(_region(region) for region in front.matter.regions))


def _read_text(path: Path, problems: Problems) -> str | None:
    """The file's text with plain line ends, or None with the reason noted."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        problems.add(1, f"the file cannot be read ({error.strerror}); expected a Markdown file")
        return None
    except UnicodeDecodeError as error:
        problems.add(raw.count(b"\n", 0, error.start) + 1, "not UTF-8 text; expected UTF-8")
        return None
    if not text.strip():
        problems.add(1, "the file is empty; expected front matter and sections")
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        problems.add(line, f"a control character (U+{ord(control[0]):04X}); expected plain text")
        return None
    return text


def _read_body(root: Heading, page: Page) -> _Body:
    for block in root.blocks:
        page.problems.add(block.line, "text before the first section; expected a '## ' heading")
    body = _Body()
    seen: dict[str, Heading] = {}
    for section in root.children:
        anchor = _ANCHOR_OF.get(section.text.rstrip(":").casefold())
        if anchor is None:
            _refuse_slip(section, page)
            body.sections += read_free(section, page)
        elif anchor in seen:
            first = seen[anchor]
            problem = f"'{section.text}' is the same section as '{first.text}' on line {first.line}"
            page.problems.add(section.line, f"{problem}; expected it once")
        else:
            seen[anchor] = section
            page.book.take(anchor, section.line)
            _read_known(body, anchor, section, page)
    for anchor in _REQUIRED:
        if anchor not in seen:
            name = _HEADINGS[anchor][0]
            page.problems.add(root.line, f"the section '{name}' is missing; expected '## {name}'")
    return body


def _read_known(body: _Body, anchor: str, section: Heading, page: Page) -> None:
    if anchor == anchors.OVERVIEW:
        body.overview = read_overview(section, anchor, page)
    elif anchor == anchors.LEVELS:
        body.levels = read_levels(section, page)
    elif anchor == anchors.CERTIFICATIONS:
        body.certifications = read_certifications(section, page)
    elif anchor == anchors.TRANSITIONS:
        body.transitions = read_transitions(section, page)
    elif anchor == anchors.MISTAKES:
        body.mistakes = read_mistakes(section, page)
    else:
        body.faqs = read_faqs(section, page)


def _refuse_slip(section: Heading, page: Page) -> None:
    """A free section whose heading is nearly a known one is a slip of the pen."""
    near = get_close_matches(section.text.casefold(), _ANCHOR_OF, n=1, cutoff=_SLIP)
    if near:
        name = next(n for names in _HEADINGS.values() for n in names if n.casefold() == near[0])
        page.problems.add(section.line, f"unknown section '{section.text}'; did you mean '{name}'?")


def _region(matter: RegionMatter) -> Region:
    return Region(matter.name, matter.currency, matter.unit.strip(), matter.also_called)


def _roadmap(front: FrontMatter, body: _Body) -> Roadmap:
    return Roadmap(
        slug=front.slug,
        title=front.title,
        role=front.role,
        field=front.field,
        updated=front.updated,
        description=front.description,
        regions=tuple(_region(region) for region in front.regions),
        overview=body.overview,
        levels=body.levels,
        certifications=body.certifications,
        transitions=body.transitions,
        mistakes=body.mistakes,
        faqs=body.faqs,
        sections=body.sections,
        also_called=front.also_called,
        topics=front.topics,
        related=tuple(Related(item.title, item.slug or "") for item in front.related),
        call_to_action=front.call_to_action,
    )
