"""Citation precision and recall against the anchors that support a right answer.

After ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"), with
the page's anchors in place of an entailment model. It compares anchors; it reads no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def citation_precision(cited: Sequence[str], groups: Sequence[AbstractSet[str]]) -> float | None:
    """Share of `cited` anchors that are in any of `groups`; None when nothing is cited."""
    if not cited:
        return None
    supporting = frozenset().union(*groups)
    return sum(anchor in supporting for anchor in cited) / len(cited)


def citation_recall(cited: Sequence[str], groups: Sequence[AbstractSet[str]]) -> float | None:
    """Share of `groups` of which an anchor is cited; None when there is none to cite."""
    if not groups:
        return None
    return sum(bool(group & frozenset(cited)) for group in groups) / len(groups)
