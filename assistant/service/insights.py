"""What people asked and could not find out: kept questions, clustered by meaning.

Knows the store's questions and an index; it knows no HTTP and no terminal.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.records import Chunk
from assistant.service.live_index import SearchIndex
from assistant.service.store.store import KeptQuestion

# Complete linkage up to this cosine distance told 155 paraphrases of 51 questions of the dev set
# apart best (pair F1 0.46; average linkage 0.44 at 0.50, neighbours of a centre 0.39 at 0.40).
MOST_DISTANCE = 0.6
# Linkage compares every pair: 2,000 wordings take 32 MB and about half a second.
MOST_WORDINGS = 2_000


@dataclass(frozen=True, slots=True)
class Wording:
    """One way a question was put, on one roadmap (None: none was named), and how it went."""

    text: str
    roadmap: str | None
    asked: int
    abstained: int
    up: int
    down: int
    comments: tuple[str, ...]

    @property
    def unmet(self) -> int:
        """How often a reader was left without: abstentions and thumbs down."""
        return self.abstained + self.down


@dataclass(frozen=True, slots=True)
class Cluster:
    """Wordings of one meaning, the most asked first; `nearest` is the page's nearest passage."""

    wordings: tuple[Wording, ...]
    nearest: Chunk | None

    @property
    def label(self) -> str:
        return self.wordings[0].text

    @property
    def roadmap(self) -> str | None:
        """The roadmap most of it was asked on, or that of the nearest passage."""
        return self.wordings[0].roadmap or (self.nearest.roadmap if self.nearest else None)

    @property
    def asked(self) -> int:
        return sum(wording.asked for wording in self.wordings)

    @property
    def abstained(self) -> int:
        return sum(wording.abstained for wording in self.wordings)

    @property
    def up(self) -> int:
        return sum(wording.up for wording in self.wordings)

    @property
    def down(self) -> int:
        return sum(wording.down for wording in self.wordings)

    @property
    def unmet(self) -> int:
        return self.abstained + self.down

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(comment for wording in self.wordings for comment in wording.comments)


@dataclass(frozen=True, slots=True)
class Insights:
    """What was asked: every cluster, the most asked first. `left_out` rare wordings are not in."""

    clusters: tuple[Cluster, ...]
    left_out: int

    @property
    def unmet(self) -> tuple[Cluster, ...]:
        """The clusters that readers were left without an answer to, the most such first."""
        unmet = (cluster for cluster in self.clusters if cluster.unmet)
        return tuple(sorted(unmet, key=lambda cluster: -cluster.unmet))

    @property
    def asked(self) -> int:
        return sum(cluster.asked for cluster in self.clusters)

    @property
    def abstained(self) -> int:
        return sum(cluster.abstained for cluster in self.clusters)

    @property
    def up(self) -> int:
        return sum(cluster.up for cluster in self.clusters)

    @property
    def down(self) -> int:
        return sum(cluster.down for cluster in self.clusters)


def gather(questions: Sequence[KeptQuestion], index: SearchIndex) -> Insights:
    """Cluster `questions` by the cosine of what the index's own model makes of them."""
    wordings = wordings_of(questions)
    kept = wordings[:MOST_WORDINGS]
    labels = cluster_labels(index.encode([wording.text for wording in kept])) if kept else []
    grouped: defaultdict[int, list[Wording]] = defaultdict(list)
    for label, wording in zip(labels, kept, strict=True):
        grouped[label].append(wording)
    clusters = (Cluster(tuple(group), _nearest(index, group[0])) for group in grouped.values())
    ordered = sorted(clusters, key=lambda cluster: (-cluster.asked, cluster.label))
    return Insights(tuple(ordered), len(wordings) - len(kept))


def wordings_of(questions: Sequence[KeptQuestion]) -> list[Wording]:
    """Questions of the same text and roadmap counted together, unmet and frequent ones first."""
    same: defaultdict[tuple[str, str | None], list[KeptQuestion]] = defaultdict(list)
    texts: dict[tuple[str, str | None], str] = {}
    for question in questions:
        text = plain(question.interpreted_as or question.question)
        if text:
            key = (text.casefold().rstrip("?!. "), question.roadmap)
            texts.setdefault(key, text)
            same[key].append(question)
    counted = [_wording(texts[key], key[1], group) for key, group in same.items()]
    return sorted(counted, key=lambda wording: (-wording.asked, -wording.unmet, wording.text))


def _wording(text: str, roadmap: str | None, group: Sequence[KeptQuestion]) -> Wording:
    return Wording(
        text,
        roadmap,
        asked=len(group),
        abstained=sum(question.abstained for question in group),
        up=sum(question.rating == "up" for question in group),
        down=sum(question.rating == "down" for question in group),
        comments=tuple(plain(q.comment) for q in group if q.comment and plain(q.comment)),
    )


def _nearest(index: SearchIndex, wording: Wording) -> Chunk | None:
    loaded = {roadmap.slug for roadmap in index.roadmaps}
    within = wording.roadmap if wording.roadmap in loaded else None
    return next((hit.chunk for hit in index.search(wording.text, k=1, roadmap=within)), None)


def plain(text: str) -> str:
    """`text` on one line, without control and format characters: it goes to terminals and pages."""
    shown = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(s for s in shown if unicodedata.category(s) != "Cf").split())


def cluster_labels(vectors: NDArray[np.float32]) -> list[int]:
    """A cluster number for each row of L2-normalised `vectors`: complete linkage by cosine."""
    from scipy.cluster.hierarchy import fcluster, linkage  # not at the start of every server

    if len(vectors) == 1:
        return [1]
    tree = linkage(vectors.astype(np.float64), method="complete", metric="cosine")
    return [int(label) for label in fcluster(tree, MOST_DISTANCE, criterion="distance")]
