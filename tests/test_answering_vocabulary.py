"""The vocabulary files: read whole, or refused with the file's name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from answering_support import VOCABULARY_DIR, vocabulary

from assistant.answering.vocabulary import load_vocabulary
from assistant.errors import AssistantError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the vocabulary, to be spoiled."""
    return shutil.copytree(VOCABULARY_DIR, tmp_path / "vocabulary")


@pytest.mark.parametrize("name", ["en.yaml", "places.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(AssistantError, match=name):
        load_vocabulary(folder)


@pytest.mark.parametrize("name", ["en.yaml", "places.yaml", "hi-Latn.yaml"])
@pytest.mark.parametrize("broken", ["{", "- a\n- b\n", "language: [en]\n", ""])
def test_a_malformed_file_is_named(folder: Path, name: str, broken: str) -> None:
    (folder / name).write_text(broken, encoding="utf-8")
    with pytest.raises(AssistantError, match=name):
        load_vocabulary(folder)


def test_a_field_that_nobody_knows_is_named(folder: Path) -> None:
    with (folder / "en.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsynonims: []\n")
    with pytest.raises(AssistantError, match=r"en\.yaml(.|\n)*synonims"):
        load_vocabulary(folder)


def test_a_language_file_is_optional(folder: Path) -> None:
    (folder / "hi-Latn.yaml").unlink()
    assert len(load_vocabulary(folder).mixed) == len(vocabulary().mixed) - 1


def test_yes_and_no_are_words() -> None:
    assert {"yes", "no"} <= vocabulary().glue
    assert set(vocabulary().main.phrases) >= {"yes", "no"}


def test_no_ready_sentence_has_a_figure_of_its_own() -> None:
    phrases = [
        *vocabulary().main.phrases.values(),
        *(t.reply for t in vocabulary().main.small_talk),
    ]
    assert not [phrase for phrase in phrases if any(sign.isdigit() for sign in phrase)]
