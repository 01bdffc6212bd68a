"""Two items of a list that a question sets side by side are both answered, and only then."""

from __future__ import annotations

import pytest
from answering_support import LIGHTHOUSE, ML, page, vocabulary

from assistant.answering.assistant import Assistant
from assistant.answering.candidate import Candidate
from assistant.answering.rivals import Rivals
from assistant.answering.text import tokenise
from assistant.records import Evidence

OIL = "certification-oil-and-flame-ticket"
LENS = "certification-great-lens-diploma"
BUOY = "certification-breeches-buoy-licence"
PILOT = "transition-lens-warden-to-harbour-pilot"
SALVAGE = "transition-station-keeper-to-salvage-master"
COURSERA = [
    "certification-deep-learning-specialization-coursera-andrew-ng",
    "certification-mlops-specialization-coursera-deeplearning-ai",
]
RISE = "faq-how-long-does-the-rise-from-wick-hand-to-lens-warden-take"


def joined(question: str, found: str, slug: str = LIGHTHOUSE) -> list[str]:
    """Anchors that are answered from when the item `found` was found."""
    whole = page(slug)
    chunk = whole.by_id[f"{slug}/{found}"].chunk
    candidate = Candidate(
        (Evidence(chunk, chunk.text, chunk.text),), "passage", 1.0, chunks=(chunk.id,)
    )
    pair = Rivals(whole, vocabulary()).joined(candidate, tokenise(question))
    return [item.chunk.anchor for item in pair.evidence]


@pytest.mark.parametrize(
    ("question", "found", "anchors"),
    [
        ("Which is dearer, the Oil and Flame Ticket or the Great Lens Diploma?", LENS, [OIL, LENS]),
        ("great lens diploma vs oil and flame ticket", LENS, [LENS, OIL]),
        ("Does the buoy paper last longer than the lens one?", BUOY, [BUOY, LENS]),
        ("Harbour pilots or salvage masters: who gets there sooner?", SALVAGE, [PILOT, SALVAGE]),
    ],
)
def test_both_are_answered_in_the_order_of_the_question(
    question: str, found: str, anchors: list[str]
) -> None:
    assert joined(question, found) == anchors


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How long is the Breeches Buoy Licence valid?", BUOY),
        ("Where is the Great Lens Diploma granted, and how long is the course?", LENS),
        ("How does a Lens Warden become a harbour pilot?", PILOT),
        ("Which licence is dearer, this or that?", BUOY),
        ("How long does a wick hand or a lens warden wait?", RISE),
    ],
)
def test_what_is_named_alone_stays_alone(question: str, found: str) -> None:
    assert joined(question, found) == [found]


def test_a_move_to_the_role_has_no_rival_in_one_that_starts_there() -> None:
    found = "transition-data-scientist-to-ml-engineer"
    assert joined("How do I go from data scientist, say, to ML engineer?", found, ML) == [found]


def test_of_two_each_says_which_it_is(quoting: Assistant) -> None:
    question = "Great Lens Diploma vs Breeches Buoy Licence"
    answer = quoting.ask(question, roadmap=LIGHTHOUSE)
    assert answer.text.index("11-week course") < answer.text.index("valid for five years")
    assert "does not cover" not in answer.text


def test_two_items_are_weighed_together(quoting: Assistant) -> None:
    """Each alone leaves half of such a question open."""
    answer = quoting.ask(
        "The two Coursera programmes, Deep Learning Specialization and MLOps Specialization: "
        "what is each one good for?",
        roadmap=ML,
    )
    assert "credibility" in answer.text
    assert "production ML skills" in answer.text


@pytest.mark.parametrize(
    ("question", "anchors"),
    [
        ("which of these certificates are on Coursera?", COURSERA),
        ("which ones are on coursera?", COURSERA),
    ],
)
def test_several_items_are_told_where_several_are_asked_for(
    quoting: Assistant, question: str, anchors: list[str]
) -> None:
    answer = quoting.ask(question, roadmap=ML)
    assert [citation.url.partition("#")[2] for citation in answer.citations] == anchors
