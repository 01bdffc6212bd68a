"""The front matter of a corpus file: YAML between two "---" lines, validated key by key.

Knows which keys there are and on which line each stands. Knows nothing about the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from assistant.ingest.problems import Problems, nearest
from assistant.ingest.yaml_text import Loc, load_text_yaml

_MARK = "---"


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValueError("is empty")
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text):
        raise ValueError(f"{text!r} is no address")
    return text


def _iso_date(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"{text!r} is no date")
    return date.fromisoformat(text).isoformat()


def _titled(value: object) -> object:
    return {"title": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_one_line)]
Slug = Annotated[str, AfterValidator(_slug)]
Texts = tuple[Text, ...]
_SLUG_HELP = "lower-case letters, digits and hyphens, such as 'some-role'"


class _Matter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RegionMatter(_Matter):
    """One entry of `regions`."""

    name: Text = Field(description="the region's name")
    currency: Text = Field(description="the sign or word written with an amount")
    unit: str = Field("", description="what follows the number, or nothing")
    also_called: Texts = Field((), description="a list of names")


class RelatedMatter(_Matter):
    """One entry of `related`."""

    title: Text = Field(description="the title of a career path")
    slug: Slug | None = Field(None, description=_SLUG_HELP)


class FrontMatter(_Matter):
    """Everything between the "---" lines. Descriptions are the "expected" of error messages."""

    title: Text = Field(description="the page's heading")
    slug: Slug = Field(description=_SLUG_HELP)
    role: Text = Field(description="the role as one says it")
    field: Text = Field(description="the field of work")
    updated: Annotated[str, AfterValidator(_iso_date)] = Field(
        description="an ISO date such as 2025-01-31"
    )
    description: Text = Field(description="one or two sentences")
    regions: tuple[RegionMatter, ...] = Field(description="a list of regions")
    also_called: Texts = Field((), description="a list of names")
    topics: Texts = Field((), description="a list of topics")
    related: tuple[Annotated[RelatedMatter, BeforeValidator(_titled)], ...] = Field(
        (), description="a list of titles, or of {title, slug}"
    )
    call_to_action: str = Field("", description="a closing line")


_NESTED: dict[str, type[_Matter]] = {"regions": RegionMatter, "related": RelatedMatter}


@dataclass(frozen=True, slots=True)
class Located:
    """Valid front matter with the line of each of its keys."""

    matter: FrontMatter
    lines: dict[Loc, int]


def split_front_matter(text: str, problems: Problems) -> tuple[str, str, int]:
    """Part `text` into front matter, body and the line the body starts on (from 1).

    Both ends missing is a problem; the front matter is then empty.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _MARK:
        problems.add(1, "the front matter is missing; expected '---' on the first line")
        return "", text, 1
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in (_MARK, "..."):
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    problems.add(1, "the front matter has no end; expected a second line '---'")
    return "", "", len(lines)


def read_front_matter(text: str, problems: Problems) -> Located | None:
    """Validate the YAML `text`, which starts on line 2 of the file; None when it is broken."""
    loaded = load_text_yaml(text, 2, problems)
    if loaded is None:
        return None
    data, lines = loaded
    if not isinstance(data, dict):
        problems.add(2, "the front matter is not a list of keys; expected lines 'key: value'")
        return None
    located = _validate(data, lines, problems)
    if located is not None:
        _refuse_shared_names(located, problems)
    return located


def _validate(data: object, lines: dict[Loc, int], problems: Problems) -> Located | None:
    try:
        matter = FrontMatter.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            problems.add(_line_of(detail["loc"], lines), _worded(detail))
        return None
    return Located(matter, lines)


def _refuse_shared_names(located: Located, problems: Problems) -> None:
    """Two regions may not go by one name: nobody could tell which is meant."""
    owners: dict[str, int] = {}
    for index, region in enumerate(located.matter.regions):
        line = located.lines[("regions", index)]
        for name in (region.name, *region.also_called):
            owner = owners.setdefault(name.casefold(), index)
            if owner != index:
                first = located.lines[("regions", owner)]
                problems.add(
                    line, f"the region '{name}' is already on line {first}; expected another name"
                )


def _line_of(loc: Loc, lines: dict[Loc, int]) -> int:
    """The line of the innermost known part of `loc`."""
    return next(lines[loc[:end]] for end in range(len(loc), -1, -1) if loc[:end] in lines)


def _worded(detail: ErrorDetails) -> str:
    """One pydantic error as "what is wrong; what was expected"."""
    loc = detail["loc"]
    names = [part for part in loc if isinstance(part, str)]
    model: type[_Matter] = FrontMatter
    if len(loc) > 1:
        model = _NESTED.get(names[0], FrontMatter)
    fields = model.model_fields
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)[1:]
    if detail["type"] == "extra_forbidden":
        return f"unknown key '{where}'; {nearest(names[-1], fields)}"
    known = fields.get(names[-1]) if names else None
    expected = (known.description if known else None) or "an entry with its keys"
    if detail["type"] == "missing":
        return f"the key '{where}' is missing; expected {expected}"
    what = detail["msg"].removeprefix("Value error, ")
    return f"'{where}': {what}; expected {expected}"
