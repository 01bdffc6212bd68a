"""A sound file becomes records; a broken one is refused by file, line, what and what instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.ingest.reader import examine_roadmap, read_roadmap
from assistant.records import Block, Range, Roadmap, Section


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "page.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_levels_keep_label_title_years_pay_and_lists(beekeeper: Roadmap) -> None:
    hand, master = beekeeper.levels
    assert (hand.label, hand.title, hand.anchor) == ("Grade 1", "Hive Hand", "level-1")
    assert hand.years == Range(0, 2, "0–2 years")
    assert master.years == Range(2, None, "2+ years")
    assert hand.summary == "Hands learn. They earn little."
    assert hand.also_called == ("Apprentice", "Helper")
    assert [(pay.region, pay.range.low, pay.range.high) for pay in master.salaries] == [
        ("Freedonia", 1900, 3000),
        ("NO", 30_000, 45_000),
    ]
    assert hand.skills == ("Smoke a hive", "Wear a veil")
    assert hand.responsibilities == ("Feed the bees",)
    assert master.skills == ()


def test_inline_marks_and_line_ends_are_gone_from_text(beekeeper: Roadmap) -> None:
    assert beekeeper.overview.blocks == (
        Block("A beekeeper keeps bees. See hive.txt for more, e.g. on swarms."),
    )


def test_items_moves_and_questions_are_read(beekeeper: Roadmap) -> None:
    assert [(item.name, item.text) for item in beekeeper.certifications] == [
        ("Sting Badge", "It proves patience."),
        ("Honey Licence", "It is needed for selling."),
    ]
    named, plain = beekeeper.mistakes
    assert (named.name, named.text) == ("Opening in rain", "Bees hate rain.")
    assert (plain.name, plain.text) == (
        "Forgetting the veil on a hot day when nobody is looking.",
        "",
    )
    assert plain.anchor == "mistake-forgetting-the-veil-on-a-hot-day-when"
    (move,) = beekeeper.transitions
    assert (move.origin, move.target, move.text) == ("Beekeeper", "Mead Maker", "Buy barrels.")
    (faq,) = beekeeper.faqs
    assert faq.answer.split("\n\n")[1:] == ["It passes after:", "ice\ntime"]


def test_sub_headings_of_a_free_section_become_sections_of_their_own(beekeeper: Roadmap) -> None:
    assert beekeeper.sections == (
        Section("Swarms", "swarms", (Block("Swarms leave in May."),)),
        Section(
            "Catching",
            "swarms--catching",
            (Block(items=("Spray water.", "Shake the branch."), ordered=True),),
            parent="Swarms",
        ),
    )


def test_a_region_may_be_called_no_and_have_no_unit(beekeeper: Roadmap) -> None:
    assert [(region.name, region.unit) for region in beekeeper.regions] == [
        ("Freedonia", "a month"),
        ("NO", ""),
    ]


def test_both_roadmaps_of_the_checkout_are_sound(
    ml_roadmap: Roadmap, lighthouse_roadmap: Roadmap
) -> None:
    assert (ml_roadmap.slug, lighthouse_roadmap.slug) == ("ml-engineer", "lighthouse-keeper")


def test_windows_line_ends_a_byte_order_mark_and_tabs_change_nothing(
    tmp_path: Path, beekeeper_text: str, beekeeper: Roadmap
) -> None:
    text = beekeeper_text.replace("- Years", "-\tYears").replace("\n    unit", "\n\t\tunit")
    text = text.replace("Hands learn. They", "\tHands learn.\tThey").replace("\n", "\r\n")
    assert read_roadmap(write(tmp_path, b"\xef\xbb\xbf" + text.encode())) == beekeeper


BROKEN = [
    # what is replaced, by what, text on the line of the error, what the error says
    ("## Overview", "## Summary", "## Summary", "the section 'Overview' is missing"),
    ("## Levels", "## Leevels", "## Leevels", "unknown section 'Leevels'; did you mean 'Levels'?"),
    ("## Swarms", "## About", "## About", "same section as 'Overview' on line 17"),
    ("## Overview", "# Overview", "# Overview", "a '#' heading is not allowed"),
    ("## Overview\n", "Hello.\n\n## Overview\n", "Hello.", "text before the first section"),
    ("### Catching", "#### Catching", "#### Catching", "skips a step; expected '###'"),
    ("### Catching", "###", "###\n\n1", "a heading is empty"),
    ("- Years: 2+", "- Years: some", "- Years: some", "'some' is not a range of years"),
    ("- Years: 2+", "- Years: 5–2", "- Years: 5–2", "runs backwards"),
    ("- Years: 2+", "- Yaers: 2+", "- Yaers", "unknown property 'Yaers'; did you mean 'Years'?"),
    ("- Years: 2+\n", "", "### Grade 2", "the level has no years"),
    ("- Years: 2+", "- Years:", "- Years:\n", "'Years' has no value"),
    ("- Years: 2+", "- Years 2+", "- Years 2+", "is no property; expected '- Name: value'"),
    ("Salary in NO", "Salary in Narnia", "in Narnia", "unknown region 'Narnia'"),
    ("in NO: kr", "in Fredonia: kr", "in Fredonia", "did you mean 'Freedonia'?"),
    ("in NO: kr 30,000–45,000", "in freedonia: kr 3", "kr 3", "already on line 44"),
    ("kr 30,000–45,000", "$30–45", "$30–45", "salary in NO: '$30–45' is not an amount in 'kr'"),
    ("1,900-3,000 crowns a month", "1,900-3,000 crowns", "1,900-3", "the unit 'a month' must"),
    ("1,900-3,000 crowns", "crowns 1,900 to 300", "to 300", "runs backwards"),
    ("### Grade 2", "### Grade 3", "### Grade 3", "is numbered 3; expected 2"),
    ("Master / Chief Beekeeper", "Hive hand", "Hive hand", "is already on line 24"),
    ("#### Skills", "#### Skils", "#### Skils", "unknown part 'Skils'; did you mean 'Skills'?"),
    ("#### Responsibilities", "#### skills", "#### skills", "'Skills' is already on line 32"),
    ("- Feed the bees", "Feed the bees.", "Feed the bees.", "expected a list"),
    ("- Feed the bees\n", "", "#### Responsibilities", "is empty; expected a list"),
    ("- Wear a veil", "- Wear a veil\n  - white", "  - white", "a list inside a list"),
    ("- Wear a veil", "- Wear a veil\n-", "-\n", "a list item is empty"),
    ("- **Sting Badge**: It", "- It", "- It proves", "has no name; expected '- **Name**: why'"),
    ("- **Sting Badge**", "Some.\n\n- **Sting Badge**", "Some.", "prose under 'Certifications'"),
    ("Honey Licence", "Sting badge", "Sting badge", "already taken by line 49"),
    ("Beekeeper -> Mead Maker", "To mead", "To mead", "is no move; expected '### From → To'"),
    ("Beekeeper -> Mead Maker", "A -> B -> C", "A -> B", "is no move"),
    ("Buy barrels.\n", "", "### Beekeeper ->", "is empty; expected text"),
    ("### Does it hurt?", "Does it hurt?", "Does it hurt?", "expected '### Question'"),
    ("### Does it hurt?", "### ?!", "### ?!", "no anchor can be made of this"),
    ("### Catching", "### Catching\n\nText.\n\n### Catching", "Catching\n\n1", "already taken by"),
    ("## Swarms", "## Level 1", "## Level 1", "the anchor 'level-1' is already taken by line 24"),
    ("## Swarms", "## Related", "## Related", "the anchor 'related' is already taken by line 14"),
    ("Swarms leave in May.", "<b>May</b>", "<b>May</b>", "raw HTML is not allowed"),
    ("Swarms leave in May.", "<div>\nMay\n</div>", "<div>", "raw HTML is not allowed"),
    ("Swarms leave in May.", "In\nMay ![bee](b.png).", "![bee]", "an image is not allowed"),
    ("Swarms leave in May.", "```\nx\n```", "```\nx", "a code block is not allowed"),
    ("Swarms leave in May.", "> May", "> May", "a block quotation is not allowed"),
    ("Swarms leave in May.", "|a|b|\n|-|-|\n|1|2|", "|a|b|", "a table is not allowed"),
]


@pytest.mark.parametrize(("old", "new", "mark", "problem"), BROKEN)
def test_a_broken_file_is_refused_by_line_and_words(
    tmp_path: Path, beekeeper_text: str, old: str, new: str, mark: str, problem: str
) -> None:
    assert old in beekeeper_text
    text = beekeeper_text.replace(old, new, 1)
    path = write(tmp_path, text)
    line = text.count("\n", 0, text.rindex(mark)) + 1
    found = [str(error) for error in examine_roadmap(path).problems]
    if problem.endswith("is missing"):
        line = 16  # what is not there is reported where the body starts
    assert any(error.startswith(f"{path}:{line}: ") and problem in error for error in found), found
    with pytest.raises(CorpusError):
        read_roadmap(path)


@pytest.mark.parametrize(
    ("raw", "line", "problem"),
    [
        (b"", 1, "the file is empty"),
        (b" \r\n\t\n", 1, "the file is empty"),
        (b"---\ntitle: caf\xe9\n", 2, "not UTF-8"),
        ("---\ntitle: x\n".encode("utf-16"), 1, "not UTF-8"),
        (b"## Overview\n\nHello.\n", 1, "the front matter is missing"),
        (b"---\ntitle: x\n", 1, "the front matter has no end"),
        (b"---\ntitle: x\n---\nA \x1b[31mred\n", 4, "a control character .U.001B."),
    ],
)
def test_what_is_no_corpus_file_is_refused(
    tmp_path: Path, raw: bytes, line: int, problem: str
) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        read_roadmap(write(tmp_path, raw))
    assert caught.value.line == line


def test_a_missing_file_is_a_corpus_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        read_roadmap(tmp_path / "nowhere.md")


def test_every_problem_of_a_file_is_found_in_the_order_of_its_lines(
    tmp_path: Path, beekeeper_text: str
) -> None:
    text = beekeeper_text.replace("field: Farming", "feild: Farming").replace("2+", "soon")
    text = text.replace("- Feed the bees", "Feed them.").replace("Buy barrels.", "<hr>")
    lines = [error.line for error in examine_roadmap(write(tmp_path, text)).problems]
    assert lines == sorted(lines)
    assert len(lines) >= 5


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.integers(0, 2000),
    length=st.integers(0, 60),
    filling=st.text(max_size=20) | st.sampled_from(["---", "\t", "- ", "*a", "&a [*a]", "#", "<"]),
)
def test_mangled_text_gives_a_roadmap_or_a_corpus_error(
    tmp_path: Path, beekeeper_text: str, start: int, length: int, filling: str
) -> None:
    mangled = beekeeper_text[:start] + filling + beekeeper_text[start + length :]
    raw = mangled.encode("utf-8", "surrogatepass")
    examined = examine_roadmap(write(tmp_path, raw))
    assert (examined.roadmap is None) == bool(examined.problems)
    last = raw.count(b"\n") + raw.count(b"\r") + 2
    assert all(1 <= error.line <= last for error in examined.problems)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_give_a_corpus_error(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(CorpusError):
        read_roadmap(write(tmp_path, raw))
