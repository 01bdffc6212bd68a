"""A folder of roadmaps: read in order, or all that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.ingest.corpus import check_corpus, read_corpus


def test_roadmaps_come_sorted_by_slug_and_other_files_are_left_alone(
    tmp_path: Path, beekeeper_text: str
) -> None:
    (tmp_path / "1.md").write_text(beekeeper_text, encoding="utf-8")
    other = beekeeper_text.replace("slug: beekeeper", "slug: a-keeper")
    (tmp_path / "2.md").write_text(other, encoding="utf-8")
    (tmp_path / ".2.md").write_text("an editor's own file", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    assert [roadmap.slug for roadmap in read_corpus(tmp_path)] == ["a-keeper", "beekeeper"]
    assert check_corpus(tmp_path) == ()


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    assert read_corpus(tmp_path) == ()
    assert check_corpus(tmp_path) == ()


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is no folder"):
        read_corpus(tmp_path / "nowhere")
    assert len(check_corpus(tmp_path / "nowhere")) == 1


def test_two_files_with_one_slug_are_refused_naming_both(
    tmp_path: Path, beekeeper_text: str
) -> None:
    for name in ("1.md", "2.md"):
        (tmp_path / name).write_text(beekeeper_text, encoding="utf-8")
    with pytest.raises(CorpusError, match="the slug 'beekeeper' is taken by") as caught:
        read_corpus(tmp_path)
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "2.md"), 3)
    assert f"{tmp_path / '1.md'}:3" in caught.value.problem


def test_check_reports_the_problems_of_every_file(tmp_path: Path, beekeeper_text: str) -> None:
    (tmp_path / "1.md").write_text("", encoding="utf-8")
    broken = beekeeper_text.replace("2+", "soon").replace("Sting Badge**", "Sting Badge")
    (tmp_path / "2.md").write_text(broken, encoding="utf-8")
    problems = check_corpus(tmp_path)
    assert [Path(problem.path).name for problem in problems] == ["1.md", "2.md", "2.md"]
    with pytest.raises(CorpusError, match="empty"):
        read_corpus(tmp_path)
