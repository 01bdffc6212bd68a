"""YAML whose values stay text, with the line of every key.

Knows YAML and how its errors read. Knows nothing about which keys there should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from assistant.ingest.problems import Problems

Loc = tuple[int | str, ...]


def load_text_yaml(
    text: str, first_line: int, problems: Problems
) -> tuple[object, dict[Loc, int]] | None:
    """Load `text`, which starts on line `first_line` of the file.

    Returns the data and the line of every key and list entry, or None where it is not YAML. A key
    that stands twice is a problem that names both lines.
    """
    # YAML forbids tabs for indentation; an author cannot see them.
    untabbed = re.sub(r"(?m)^[ \t]+", lambda indent: indent[0].expandtabs(2), text)
    try:
        root = yaml.compose(untabbed, Loader=_TextLoader)
        data: object = yaml.load(untabbed, Loader=_TextLoader)
    except yaml.YAMLError as error:
        problems.add(*_located(error, untabbed, first_line))
        return None
    except RecursionError:
        problems.add(first_line, "the front matter is nested too deeply; expected keys and text")
        return None
    return data, _key_lines(root, first_line, problems)


class _TextLoader(yaml.BaseLoader):
    """A safe loader that leaves every value text ("NO" is a name, 2025-01-31 a date in letters)
    and refuses aliases, which no author needs and which can grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            alias = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="a '*' alias is not allowed; put the value in quotes",
                problem_mark=alias.start_mark,
            )
        return super().compose_node(parent, index)


def _located(error: yaml.YAMLError, text: str, first_line: int) -> tuple[int, str]:
    """The line and the wording of a YAML error."""
    line, what = first_line, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        # An open quote is noticed at the end of the text: the line to mend is where it starts.
        at_end = error.problem is not None and "end of stream" in error.problem
        mark = (at_end and error.context_mark) or error.problem_mark or error.context_mark
        line += mark.line if mark else 0
        what = ", ".join(part for part in (error.context, error.problem) if part) or what
    elif isinstance(error, yaml.reader.ReaderError):
        line += text.count("\n", 0, error.position)
        what = f"it holds the character U+{error.character:04X}"
    return line, f"the front matter is not valid YAML: {what}; expected 'key: value'"


def _key_lines(root: yaml.Node | None, first_line: int, problems: Problems) -> dict[Loc, int]:
    lines: dict[Loc, int] = {(): first_line}
    for loc, offset in _walk(root, ()):
        line = first_line + offset
        if loc in lines:
            problems.add(
                line, f"the key '{loc[-1]}' is already on line {lines[loc]}; expected it once"
            )
        lines.setdefault(loc, line)
    return lines


def _walk(node: yaml.Node | None, loc: Loc) -> Iterator[tuple[Loc, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*loc, str(key.value))
            yield here, key.start_mark.line
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*loc, index), value.start_mark.line
            yield from _walk(value, (*loc, index))
