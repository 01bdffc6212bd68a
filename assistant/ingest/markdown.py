"""Markdown text to a tree of headings with plain-text blocks, each with its line in the file.

Knows CommonMark and which parts of it a corpus file may use. Knows nothing about roadmaps: what a
heading means is for its callers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from assistant.ingest.problems import Problems

_REFUSED = {
    "table": "a table is not allowed here; expected a list",
    "fence": "a code block is not allowed here; expected a paragraph or a list",
    "blockquote": "a block quotation is not allowed here; expected a paragraph",
    "html_block": "raw HTML is not allowed; expected Markdown text",
    "html_inline": "raw HTML is not allowed; expected Markdown text",
    "image": "an image is not allowed; expected text",
}
_LISTS = ("bullet_list", "ordered_list")
_LEAD_END = re.compile(r"\s*[:–—]\s*|\s+-\s+")


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A list item as plain text. `lead` is its bold beginning ("**Lead**: rest"), if it has one."""

    line: int
    text: str
    lead: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A paragraph (`items` empty) or a list (`text` empty)."""

    line: int
    text: str = ""
    items: tuple[SourceItem, ...] = ()
    ordered: bool = False


@dataclass(slots=True)
class Heading:
    """A heading, the blocks directly under it and its sub-headings. `depth` 2 is "##"."""

    depth: int
    text: str
    line: int
    blocks: list[SourceBlock] = field(default_factory=list)
    children: list[Heading] = field(default_factory=list)


def parse_markdown(text: str, first_line: int, problems: Problems) -> Heading:
    """Parse `text`, whose first line is line `first_line` of the file.

    Returns a nameless heading of depth 1 that holds the rest. What may not be used is a problem.
    """
    root = Heading(1, "", first_line)
    open_headings = [root]
    for node in SyntaxTreeNode(_parser().parse(text)).children:
        line = first_line + (node.map[0] if node.map else 0)
        if node.type == "heading":
            _hang(_heading(node, line, problems), open_headings, problems)
        elif (block := _block(node, line, first_line, problems)) is not None:
            open_headings[-1].blocks.append(block)
    return root


def _parser() -> MarkdownIt:
    # Tables are parsed so that they can be refused. A paragraph underlined by "---" is not taken
    # for a heading, and a tab before a line not for code: authors mean neither.
    return MarkdownIt("commonmark").enable("table").disable(["lheading", "code"])


def _heading(node: SyntaxTreeNode, line: int, problems: Problems) -> Heading:
    text = _plain(_inline_tokens(node), line, problems)
    if not text:
        problems.add(line, "a heading is empty; expected its words on the same line")
    return Heading(int(node.tag[1]), text, line)


def _hang(heading: Heading, open_headings: list[Heading], problems: Problems) -> None:
    """Hang `heading` under the last open one that is shallower."""
    if heading.depth == 1:
        problems.add(
            heading.line, "a '#' heading is not allowed: the title is in the front matter; expected"
            " '##'"
        )  # fmt: skip
        heading.depth = 2
    while open_headings[-1].depth >= heading.depth:
        open_headings.pop()
    parent = open_headings[-1]
    if heading.depth > parent.depth + 1:
        marks = "#" * heading.depth
        expected = "#" * (parent.depth + 1)
        problems.add(heading.line, f"a '{marks}' heading skips a step; expected '{expected}'")
    parent.children.append(heading)
    open_headings.append(heading)


def _block(
    node: SyntaxTreeNode, line: int, first_line: int, problems: Problems
) -> SourceBlock | None:
    if node.type in _REFUSED:
        problems.add(line, _REFUSED[node.type])
        return None
    if node.type == "paragraph":
        text = _plain(_inline_tokens(node), line, problems)
        return SourceBlock(line, text) if text else None
    if node.type in _LISTS:
        items = [_item(child, first_line, problems) for child in node.children]
        return SourceBlock(
            line,
            items=tuple(item for item in items if item is not None),
            ordered=node.type == "ordered_list",
        )
    return None  # a rule ("---"): it separates, and says nothing


def _item(node: SyntaxTreeNode, first_line: int, problems: Problems) -> SourceItem | None:
    line = first_line + (node.map[0] if node.map else 0)
    texts: list[str] = []
    lead = rest = ""
    for child in node.children:
        child_line = first_line + (child.map[0] if child.map else 0)
        if child.type == "paragraph":
            tokens = _inline_tokens(child)
            texts.append(_plain(tokens, child_line, problems))
            if len(texts) == 1:
                lead, rest = _split_lead(tokens)
            else:
                rest = f"{rest} {texts[-1]}".strip()
        elif child.type in _LISTS:
            problems.add(child_line, "a list inside a list is not allowed; expected a flat list")
        else:
            problems.add(child_line, _REFUSED.get(child.type, "only text may stand in a list item"))
    text = " ".join(part for part in texts if part)
    if not text:
        problems.add(line, "a list item is empty; expected text")
        return None
    return SourceItem(line, text, lead, rest if lead else "")


def _inline_tokens(node: SyntaxTreeNode) -> list[Token]:
    """The flat inline tokens of a heading or paragraph."""
    inline = node.children[0].token if node.children else None
    return list(inline.children or ()) if inline else []


def _plain(tokens: list[Token], line: int, problems: Problems) -> str:
    """The text that a reader sees; what is refused is a problem at its own line."""
    for token in tokens:
        if token.type in _REFUSED:
            problems.add(line, _REFUSED[token.type])
        line += token.type in ("softbreak", "hardbreak")
    return _joined(tokens)


def _joined(tokens: list[Token]) -> str:
    parts = (
        " " if token.type in ("softbreak", "hardbreak") else token.content
        for token in tokens
        if token.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    # No-break and thin spaces stay: they group the digits of a number.
    return re.sub(r"[ \t]+", " ", "".join(parts)).strip()


def _split_lead(tokens: list[Token]) -> tuple[str, str]:
    """Bold beginning and rest of "**Lead**: rest" or "**Lead:** rest"; ("", "") without one."""
    filled = [token for token in tokens if token.type != "text" or token.content.strip()]
    if not filled or filled[0].type != "strong_open":
        return "", ""
    start = tokens.index(filled[0])
    end = next(i for i, t in enumerate(tokens) if t.type == "strong_close")
    lead, rest = _joined(tokens[start:end]), _joined(tokens[end:])
    colon = lead.endswith(":")
    after = _LEAD_END.match(f" {rest}")
    if rest and not colon and after is None:
        return "", ""  # bold words inside a sentence, no name
    return lead.rstrip(": "), f" {rest}"[after.end() :] if after else rest
