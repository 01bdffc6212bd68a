"""The pointer, the lock, and what is left lying about."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.search import publish
from assistant.search.publish import builder_lock, published_version, staging_folder


def publish_text(index_dir: Path, version: str, text: str) -> None:
    with builder_lock(index_dir), staging_folder(index_dir) as staged:
        (staged / "pages").mkdir()
        (staged / "pages" / "one.md").write_text(text)
        publish.publish(index_dir, staged, version)


def versions(index_dir: Path) -> set[str]:
    return {folder.name for folder in (index_dir / "versions").iterdir()}


def test_nothing_is_published_at_first(tmp_path: Path) -> None:
    assert published_version(tmp_path) is None
    assert published_version(tmp_path / "nowhere") is None


def test_a_published_version_is_whole_and_pointed_at(tmp_path: Path) -> None:
    publish_text(tmp_path, "one", "text")
    assert published_version(tmp_path) == "one"
    assert (tmp_path / "versions" / "one" / "pages" / "one.md").read_text() == "text"
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", "LOCK", "versions"}


def test_only_the_version_before_is_kept(tmp_path: Path) -> None:
    for version in ("one", "two", "three"):
        publish_text(tmp_path, version, version)
    assert versions(tmp_path) == {"two", "three"}


def test_a_damaged_version_is_replaced_by_its_like(tmp_path: Path) -> None:
    publish_text(tmp_path, "one", "text")
    page = tmp_path / "versions" / "one" / "pages" / "one.md"
    page.write_text("tex?")
    publish_text(tmp_path, "one", "text")
    assert page.read_text() == "text"


def test_publishing_the_same_again_never_takes_the_folder_away(tmp_path: Path) -> None:
    publish_text(tmp_path, "one", "text")
    folder = tmp_path / "versions" / "one"
    before = folder.stat().st_ino
    publish_text(tmp_path, "one", "text")
    assert folder.stat().st_ino == before


def test_a_build_that_fails_leaves_the_pointer_and_no_staging(tmp_path: Path) -> None:
    publish_text(tmp_path, "one", "text")
    with pytest.raises(ZeroDivisionError), builder_lock(tmp_path), staging_folder(tmp_path):
        raise ZeroDivisionError
    assert published_version(tmp_path) == "one"
    assert not (tmp_path / "staging").exists()


def test_leftovers_of_a_killed_build_are_removed(tmp_path: Path) -> None:
    (tmp_path / "staging" / "half").mkdir(parents=True)
    (tmp_path / "staging" / "half" / "vectors.npy").write_bytes(b"half")
    (tmp_path / "CURRENT.new").write_text("half")
    (tmp_path / "versions" / "unpublished").mkdir(parents=True)
    publish_text(tmp_path, "one", "text")
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", "LOCK", "versions"}
    assert versions(tmp_path) == {"one"}


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(10)
        with builder_lock(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with builder_lock(tmp_path):
        inside.set()
        thread.join(0.2)  # long enough for it to get in, if it could
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_a_pointer_of_garbage_is_read_without_failing(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe\x00")
    assert published_version(tmp_path) is not None
