"""Verification: what a drafted sentence may say about its evidence."""

from __future__ import annotations

import re
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.verification import Verifier
from assistant.ingest.chunker import chunk_roadmap
from assistant.records import Chunk, ChunkKind, Evidence, Roadmap
from eval.verification_pairs import Pair, build_verifier, judge, load_pairs, score

# Below this the verifier costs more in quotations than it saves; see the report of
# `python -m eval.verification_pairs`.
_LEAST_RECALL = 0.7


@cache
def verifier() -> Verifier:
    return build_verifier()


@cache
def pairs() -> tuple[Pair, ...]:
    return load_pairs()


@cache
def supported() -> tuple[Pair, ...]:
    """The pairs that are true and pass."""
    judged = judge(pairs(), verifier())
    return tuple(item.pair for item in judged if item.supported and item.pair.supported)


def passage(text: str, roadmap: str = "ml-engineer", kind: ChunkKind = ChunkKind.FAQ) -> Evidence:
    chunk = Chunk(f"{roadmap}/x", roadmap, kind, ("x",), "x", text, (text,))
    return Evidence(chunk, text, text)


def pay(title: str, level: int, region: str, amount: str) -> Evidence:
    statement = f"A {title} in {region} earns {amount}."
    chunk = Chunk(
        id=f"ml-engineer/{level}/{region}",
        roadmap="ml-engineer",
        kind=ChunkKind.SALARY,
        heading_path=("Levels", title),
        anchor="x",
        text=statement,
        units=(statement,),
        level=level,
        region=region,
    )
    return Evidence(chunk, f"{region}: {amount}", statement)


SENIOR = pay("Senior ML Engineer", 3, "India", "₹50–100 LPA")
SENIOR_US = pay("Senior ML Engineer", 3, "US", "$200K–$290K")
TOOL = passage(
    "MLflow is the MLOps tool to start with, because it handles experiment tracking and is used"
    " universally."
)


@pytest.mark.parametrize("split", ["dev", "held"])
def test_no_false_sentence_of_the_labelled_pairs_passes(split: str) -> None:
    judged = judge([pair for pair in pairs() if pair.split == split], verifier())
    passed = [item.pair.sentence for item in judged if item.supported and not item.pair.supported]
    assert passed == []


@pytest.mark.parametrize("split", ["dev", "held"])
def test_most_honest_rephrasings_of_the_labelled_pairs_pass(split: str) -> None:
    judged = judge([pair for pair in pairs() if pair.split == split], verifier())
    assert score(judged).recall >= _LEAST_RECALL


def test_the_labelled_pairs_are_enough_and_about_half_are_false() -> None:
    false = sum(not pair.supported for pair in pairs())
    assert len(pairs()) >= 200
    assert 0.4 <= false / len(pairs()) <= 0.7
    assert sum(pair.source == "draft" for pair in pairs()) >= 60


def test_every_statement_of_the_pages_supports_itself(
    ml_roadmap: Roadmap, lighthouse_roadmap: Roadmap
) -> None:
    refused = []
    for roadmap in (ml_roadmap, lighthouse_roadmap):
        for chunk in chunk_roadmap(roadmap, lambda text: len(text.split())):
            for unit in chunk.units:
                verdict = verifier().verify(unit, (Evidence(chunk, unit, unit),))
                if unit.endswith(".") and not verdict.supported:
                    refused.append((unit, verdict.reason))
    assert refused == []


def test_a_supported_sentence_names_the_evidence_it_rests_on() -> None:
    verdict = verifier().verify(
        "A senior ML engineer earns ₹50–100 LPA in India and $200K–$290K in the US.",
        (TOOL, SENIOR, SENIOR_US),
    )
    assert verdict.supported
    assert verdict.support == (1, 2)
    assert verdict.reason == ""


def test_a_refused_sentence_says_what_is_wrong() -> None:
    verdict = verifier().verify("A senior ML engineer in India earns ₹60–100 LPA.", (SENIOR,))
    assert not verdict.supported
    assert verdict.support == ()
    assert "figure" in verdict.reason


def test_a_region_left_open_passes_only_where_all_evidence_shares_it() -> None:
    sentence = "A senior ML engineer earns ₹50–100 LPA."
    assert verifier().verify(sentence, (SENIOR,)).supported
    assert not verifier().verify(sentence, (SENIOR, SENIOR_US)).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "   ",
        "?",
        "MLflow is the MLOps tool to start with",
        "MLflow is the MLOps tool to start with?",
        "Is MLflow the MLOps tool to start with.",
        "- MLflow is the MLOps tool to start with.",
        "MLflow is the **MLOps** tool to start with.",
        "<b>MLflow</b> is the MLOps tool to start with.",
        "See https://mlflow.example for the MLOps tool to start with.",
        "Yes, MLflow is the MLOps tool to start with.",
        "Answer: MLflow is the MLOps tool to start with.",
        "I start with MLflow.",
        "Because it handles experiment tracking.",
        "MLflow (the MLOps tool to start with.",
        "You must start with MLflow.",
    ],
)
def test_what_is_no_plain_finished_statement_is_refused(sentence: str) -> None:
    assert not verifier().verify(sentence, (TOOL,)).supported


def test_evidence_of_an_unknown_page_or_none_supports_nothing() -> None:
    assert not verifier().verify("MLflow is a tool.", ()).supported
    assert not verifier().verify("A tool.", (passage("A tool.", roadmap="nowhere"),)).supported


def test_a_copy_is_told_from_a_rephrasing() -> None:
    assert verifier().is_copy("mlflow is the mlops tool to start with.", (TOOL,))
    assert verifier().is_copy(TOOL.statement, (SENIOR, TOOL))
    assert not verifier().is_copy("The MLOps tool to start with is MLflow.", (TOOL,))
    assert not verifier().is_copy("", (TOOL,))


def test_required_evidence_that_is_not_said_is_uncovered() -> None:
    docker = passage("Docker comes after MLflow, for packaging models.")
    said = ["The MLOps tool to start with is MLflow."]
    both = [TOOL.statement, "Docker follows MLflow, for packaging models."]
    assert verifier().uncovered(said, (TOOL, docker)) == (0, 1)
    assert verifier().uncovered(both, (TOOL, docker)) == ()
    assert (
        verifier().uncovered(["A senior ML engineer in India earns ₹50–100 LPA."], (SENIOR,)) == ()
    )


def test_optional_evidence_is_never_uncovered() -> None:
    optional = Evidence(TOOL.chunk, TOOL.quote, TOOL.statement, required=False)
    assert verifier().uncovered([], (optional, SENIOR)) == (1,)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changing_any_digit_of_a_supported_sentence_makes_it_unsupported(
    data: st.DataObject,
) -> None:
    pair = data.draw(st.sampled_from([p for p in supported() if re.search(r"\d", p.sentence)]))
    places = [m.start() for m in re.finditer(r"\d", pair.sentence)]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != pair.sentence[at]))
    changed = pair.sentence[:at] + digit + pair.sentence[at + 1 :]
    assert not verifier().verify(changed, pair.evidence).supported


_NAMES = (
    ("India", "US"),
    ("Senior", "Junior"),
    ("senior", "junior"),
    ("senior", "staff"),
    ("Skerrivane", "Ostermar"),
    ("Ostermar", "Low Fingers"),
    ("Lens Warden", "Wick Hand"),
    ("Lens Warden", "Lamplighter"),
    ("Beacon Marshal", "Station Keeper"),
    ("Data scientists", "ML engineers"),
)


@pytest.mark.parametrize(("name", "other"), _NAMES)
def test_swapping_a_level_or_region_makes_a_supported_sentence_unsupported(
    name: str, other: str
) -> None:
    naming = [p for p in supported() if re.search(rf"\b{name}\b", p.sentence)]
    for pair in naming:
        if other not in pair.sentence:
            changed = re.sub(rf"\b{name}\b", other, pair.sentence)
            assert not verifier().verify(changed, pair.evidence).supported, changed


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_not_put_anywhere_makes_a_supported_sentence_unsupported(data: st.DataObject) -> None:
    pair = data.draw(st.sampled_from(supported()))
    words = pair.sentence.split(" ")
    at = data.draw(st.integers(0, len(words)))
    word = data.draw(st.sampled_from(["not", "never", "only", "always", "more", "without"]))
    changed = " ".join([*words[:at], word, *words[at:]])
    assert not verifier().verify(changed, pair.evidence).supported


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.text(min_size=1, max_size=200))
def test_any_text_gets_a_verdict(sentence: str, statement: str) -> None:
    evidence = (passage(statement), SENIOR)
    verdict = verifier().verify(sentence, evidence)
    assert verdict.sentence == sentence
    assert bool(verdict.support) == verdict.supported
    verifier().uncovered([sentence], evidence)
    verifier().is_copy(sentence, evidence)


def test_a_sentence_is_judged_in_less_than_five_milliseconds() -> None:
    judge(pairs(), verifier())
    started = time.process_time()
    judge(pairs(), verifier())
    assert (time.process_time() - started) / len(pairs()) < 0.005
