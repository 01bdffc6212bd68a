"""The real small model: drafts that are right, guarded, cancellable and taken in turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.answering.drafting import build_request, split_sentences
from assistant.answering.generation.base import DraftRequest
from assistant.answering.generation.transformers import TransformersGenerator
from assistant.answering.generation.weights import DEFAULT_MODEL, ensure_weights
from assistant.errors import ModelUnavailableError
from assistant.records import Chunk, ChunkKind, Evidence
from assistant.settings import load_settings

PATH = ("Levels", "Level 3: Senior ML Engineer", "Salary in India")
ROW = Chunk("a/b", "a", ChunkKind.SALARY, PATH, "b", "India: ₹50–100 LPA", ("India: ₹50–100 LPA",))
PAY = Evidence(ROW, "India: ₹50–100 LPA", "A Senior ML Engineer in India earns ₹50–100 LPA.")
REQUEST = build_request("what salary should a senior ML engineer in India expect?", [PAY])


def pay(region: str, amount: str) -> DraftRequest:
    """A request to say what a level earns in `region`."""
    path = (*PATH[:-1], f"Salary in {region}")
    text = f"{region}: {amount}"
    row = Chunk("a/b", "a", ChunkKind.SALARY, path, "b", text, (text,))
    said = f"A Senior ML Engineer in {region} earns {amount}."
    return build_request(f"what does it pay in {region}?", [Evidence(row, text, said)])


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def generator() -> TransformersGenerator:
    weights = ensure_weights(DEFAULT_MODEL, load_settings({}).models_dir)
    return TransformersGenerator(DEFAULT_MODEL, weights, examples=False)


def test_phrases_a_row_as_a_sentence(generator: TransformersGenerator) -> None:
    (sentence,) = split_sentences(generator.stream(REQUEST, never))
    assert "₹50–100 LPA" in sentence
    assert "senior" in sentence.casefold()


def test_drafts_that_are_written_together_keep_to_their_own_facts(
    generator: TransformersGenerator,
) -> None:
    rows = {"India": "₹50–100 LPA", "US": "$200K–$290K", "Chile": "900 pesos", "Peru": "77 soles"}
    with ThreadPoolExecutor(4) as pool:
        drafts = pool.map(lambda row: "".join(generator.stream(pay(*row), never)), rows.items())
    for (region, amount), draft in zip(rows.items(), drafts, strict=True):
        assert region in draft
        assert amount in draft
        assert not any(other in draft for other in rows.values() if other != amount)


def test_guesses_do_not_change_what_is_written(generator: TransformersGenerator) -> None:
    weights = ensure_weights(DEFAULT_MODEL, load_settings({}).models_dir)
    plain = TransformersGenerator(DEFAULT_MODEL, weights, examples=False, guess_length=0)
    assert "".join(plain.stream(REQUEST, never)) == "".join(generator.stream(REQUEST, never))


def test_stops_when_cancelled(generator: TransformersGenerator) -> None:
    pieces: list[str] = []
    for piece in generator.stream(REQUEST, lambda: len(pieces) >= 2):
        pieces.append(piece)
    assert len(pieces) == 2
    assert list(generator.stream(REQUEST, lambda: True)) == []


def test_an_abandoned_draft_does_not_block_the_next(generator: TransformersGenerator) -> None:
    next(generator.stream(REQUEST, never))
    assert "".join(generator.stream(REQUEST, never))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="cannot load a model"):
        TransformersGenerator("empty", tmp_path)


def test_a_folder_is_used_as_it_is(tmp_path: Path) -> None:
    assert ensure_weights(str(tmp_path), tmp_path / "models") == tmp_path


def test_a_missing_gguf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no model file"):
        ensure_weights(str(tmp_path / "no.gguf"), tmp_path)


def test_a_missing_package_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.answering.generation.weights._PACKAGE", "no-such-package")
    with pytest.raises(ModelUnavailableError, match="make setup"):
        ensure_weights(DEFAULT_MODEL, tmp_path)
