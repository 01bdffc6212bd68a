"""How much of a question a piece of evidence explains."""

from __future__ import annotations

from functools import cache

import pytest
from answering_support import ML, lexicon, reader, roadmap, vocabulary

from assistant.answering.conversation import resolve
from assistant.answering.coverage import (
    Demand,
    DemandKind,
    Demands,
    explains,
    share,
    unexplained,
    word_weight,
)
from assistant.answering.page import Gist, Page
from assistant.ingest.chunker import chunk_roadmap


@cache
def page() -> Page:
    chunks = chunk_roadmap(roadmap(ML), lambda text: len(text.split()))
    return Page(roadmap(ML), chunks, lexicon(ML), vocabulary())


def demands(question: str) -> tuple[Demand, ...]:
    understood = resolve(reader(ML).read(question), None, roadmap(ML))
    return Demands(page(), vocabulary()).of(understood)


def kinds(question: str) -> set[DemandKind]:
    return {demand.kind for demand in demands(question)}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what does a senior earn?", DemandKind.LEVEL),
        ("what does a senior earn?", DemandKind.ASPECT),
        ("pay in India", DemandKind.REGION),
        ("pay in Germany", DemandKind.PLACE),
        ("data engineer pay", DemandKind.ROLE),
        ("what is the fee of the AWS exam?", DemandKind.PRICE),
        ("is drift a mistake?", DemandKind.WORD),
        ("who earns ₹50 LPA?", DemandKind.FIGURE),
    ],
)
def test_what_a_question_names_is_demanded(question: str, kind: DemandKind) -> None:
    assert kind in kinds(question)


def test_plain_words_and_the_page_s_own_role_demand_nothing() -> None:
    assert demands("please tell me about it") == ()
    assert DemandKind.WORD not in kinds("what does an ML engineer earn?")


def test_each_thing_is_demanded_once() -> None:
    asked = demands("drift drift senior senior India India")
    assert len({(d.kind, d.name) for d in asked if d.kind is not DemandKind.WORD}) == len(
        [d for d in asked if d.kind is not DemandKind.WORD]
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("is monitoring drift a must?", "A drifting model needs monitors; all this is mandatory."),
        ("does k8s matter?", "Learn Kubernetes."),
        ("is maths needed?", "Mathematics is required."),
        ("pay of a senior in India", "Senior ML engineers earn ₹50–100 LPA in India."),
    ],
)
def test_forms_and_synonyms_explain(question: str, text: str) -> None:
    assert unexplained(demands(question), page().gist(text)) == ()


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        (
            "pay of a senior in India",
            "Senior ML engineers earn $200K in the US.",
            DemandKind.REGION,
        ),
        (
            "pay of a senior in India",
            "Junior ML engineers earn ₹10 LPA in India.",
            DemandKind.LEVEL,
        ),
        ("pay in Germany", "Engineers earn ₹10 LPA in India.", DemandKind.PLACE),
        ("data engineer pay", "ML engineers earn ₹10 LPA. Data is clean.", DemandKind.ROLE),
        ("fee of the exam?", "The exam is practical.", DemandKind.PRICE),
    ],
)
def test_evidence_about_something_else_leaves_it_open(
    question: str, text: str, kind: DemandKind
) -> None:
    assert kind in {demand.kind for demand in unexplained(demands(question), page().gist(text))}


def test_the_share_is_all_for_no_demands_and_none_for_no_text() -> None:
    asked = demands("what does a senior earn in India?")
    assert share((), Gist()) == 1.0
    assert share(asked, Gist()) == 0.0


def test_the_share_is_by_weight() -> None:
    light = Demand(DemandKind.WORD, "a", 1.0, ("a",))
    heavy = Demand(DemandKind.WORD, "b", 3.0, ("b",))
    assert share((light, heavy), Gist(stems=frozenset({"b"}))) == 0.75
    assert explains(Gist(stems=frozenset({"b"})), heavy)
    assert not explains(Gist(stems=frozenset({"b"})), light)


def test_a_rare_noun_weighs_more_than_an_everyday_word() -> None:
    assert word_weight("kubeflow") > word_weight("house") > word_weight("quickly") > 0
    assert all(0 < word_weight(word) <= 1 for word in ("kubeflow", "the", "go", "", "x" * 50))
