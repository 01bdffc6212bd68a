"""What an author may paste for a cluster of questions: an FAQ entry and a row for the evaluation.

The answer is left to the author: nothing here writes one.
"""

from __future__ import annotations

import json
import re

from assistant.ingest.anchors import faq_anchor, slugify
from assistant.service.insights import Cluster

# Signs that mean something in Markdown or HTML; a heading is plain text.
MARKUP = re.compile(r"[<>\[\]`*_#|\\~]+")
ANSWER = "Write the answer here, in sentences that stand alone."
NUGGET = "what the answer must state"


def faq_question(cluster: Cluster) -> str:
    """The cluster's question as a heading: no markup, a capital at the start, a question mark."""
    text = " ".join(MARKUP.sub(" ", cluster.label).split())
    text = re.sub(r"\s+([?!.,;:])", r"\1", text).rstrip("?!.,;: ")
    if not slugify(text):
        return "A question without words?"
    return f"{text[0].upper()}{text[1:]}?"


def faq_entry(cluster: Cluster) -> str:
    """Markdown for the FAQ section of the page, as docs/corpus.md describes it."""
    return f"### {faq_question(cluster)}\n\n{ANSWER}\n"


def eval_row(cluster: Cluster) -> str:
    """A line for a question set (eval/dataset.py) that holds once the entry is on the page."""
    anchor = faq_anchor(faq_question(cluster))
    row = {
        "id": f"kept-{anchor.removeprefix('faq-')}",
        "roadmap": cluster.roadmap or "",
        "kind": "faq",
        "turns": [cluster.label],
        "answerable": True,
        "must": [[NUGGET]],
        "must_not": [],
        "support": [anchor],
        "reference": "",
        "note": f"asked {cluster.asked}, abstained {cluster.abstained}, down {cluster.down}",
    }
    return json.dumps(row, ensure_ascii=False)
