"""Front matter: every key checked, and refused with its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.reader import examine_roadmap, read_roadmap
from assistant.records import Related, Roadmap

BROKEN = [
    # what is replaced, by what, text on the line of the error, what the error says
    ("field: Farming", "feild: Farming", "feild", "unknown key 'feild'; did you mean 'field'?"),
    ("field: Farming\n", "", "title:", "the key 'field' is missing; expected the field of work"),
    ("field: Farming", "field:", "field:", "'field': is empty"),
    ("field: Farming", "field: [a, b]", "field:", "'field'"),
    ("field: Farming", "title: Again", "title: Again", "the key 'title' is already on line 2"),
    ("slug: beekeeper", "slug: Bee Keeper", "slug:", "'Bee Keeper' is no address"),
    ("slug: beekeeper", "slug: bee--keeper", "slug:", "expected lower-case letters"),
    ("2024-02-29", "2023-02-29", "updated:", "'updated'"),
    ("2024-02-29", "29 Feb 2024", "updated:", "expected an ISO date such as 2025-01-31"),
    ("currency: crowns", "curency: crowns", "curency", "unknown key 'regions[1].curency'"),
    ("    currency: crowns\n", "", "name: Freedonia", "'regions[1].currency' is missing"),
    ('name: "NO"', "name: Fredville", "Fredville, cur", "'Fredville' is already on line 9"),
    ('name: "NO"', "name: freedonia", "freedonia, cur", "is already on line 9"),
    ("[Honey Seller,", "[{slug: x},", "related:", "'related[1].title' is missing"),
    ("slug: mead-maker", "slug: Mead", "related:", "'Mead' is no address"),
    ("role: Beekeeper", "role: &a Beekeeper\nalso_called: [*a]", "also_called", "alias"),
    ("role: Beekeeper", "role: 'Beekeeper", "role:", "not valid YAML"),
    ("role: Beekeeper", "role: Bee\uffff", "role:", "the character U+FFFF"),
    ("role: Beekeeper", "role: " + "[" * 3000, "title:", "nested too deeply"),
    ("title: Beekeeping in Freedonia", "title: Bees: a life", "title:", "not valid YAML"),
]


@pytest.mark.parametrize(("old", "new", "mark", "problem"), BROKEN)
def test_a_broken_key_is_refused_by_line_and_words(
    tmp_path: Path, beekeeper_text: str, old: str, new: str, mark: str, problem: str
) -> None:
    assert old in beekeeper_text
    text = beekeeper_text.replace(old, new, 1)
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    line = text.count("\n", 0, text.index(mark)) + 1
    found = [str(error) for error in examine_roadmap(path).problems]
    assert any(error.startswith(f"{path}:{line}: ") and problem in error for error in found), found


def test_a_list_in_place_of_keys_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("---\n- a\n- b\n---\n\n## Overview\n\nText.\n", encoding="utf-8")
    assert "is not a list of keys" in str(examine_roadmap(path).problems[0])


def test_optional_keys_may_be_left_out(tmp_path: Path, beekeeper_text: str) -> None:
    related = "related: [Honey Seller, {title: Mead Maker, slug: mead-maker}]\n"
    path = tmp_path / "page.md"
    path.write_text(beekeeper_text.replace(related, ""), encoding="utf-8")
    roadmap = read_roadmap(path)
    assert (roadmap.related, roadmap.also_called, roadmap.call_to_action) == ((), (), "")


def test_related_paths_are_titles_with_or_without_a_slug(beekeeper: Roadmap) -> None:
    assert beekeeper.related == (Related("Honey Seller"), Related("Mead Maker", "mead-maker"))
