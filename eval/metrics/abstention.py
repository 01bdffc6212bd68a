"""Abstention: recall, over-refusal, and what confidence is worth (risk–coverage)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One row's outcome: could it be answered, was it, rightly, and how sure (None: unknown)."""

    answerable: bool
    abstained: bool
    right: bool
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Answering only the share `coverage` (0..1) one is surest of leaves `risk` wrong (0..1)."""

    coverage: float
    risk: float


def abstention_recall(choices: Sequence[Choice]) -> float | None:
    """Share of unanswerable rows that were abstained; None without any."""
    asked = [choice.abstained for choice in choices if not choice.answerable]
    return sum(asked) / len(asked) if asked else None


def over_refusal(choices: Sequence[Choice]) -> float | None:
    """Share of answerable rows that were abstained; None without any."""
    asked = [choice.abstained for choice in choices if choice.answerable]
    return sum(asked) / len(asked) if asked else None


def risk_coverage(choices: Sequence[Choice]) -> tuple[CurvePoint, ...]:
    """The risk–coverage curve (El-Yaniv & Wiener 2010) of the rows that were answered.

    Surest first; rows of equal confidence enter together. An answer to an unanswerable row is an
    error. Empty when no confidence is known.
    """
    answered = [c for c in choices if not c.abstained and c.confidence is not None]
    answered.sort(key=lambda choice: -(choice.confidence or 0.0))
    points: list[CurvePoint] = []
    errors = 0
    for count, choice in enumerate(answered, start=1):
        errors += not choice.right
        following = answered[count] if count < len(answered) else None
        if following is None or following.confidence != choice.confidence:
            points.append(CurvePoint(count / len(choices), errors / count))
    return tuple(points)


def area_under_risk(points: Sequence[CurvePoint]) -> float | None:
    """Mean risk over the coverage reached (AURC, lower is better); None without points."""
    if not points:
        return None
    area, before = 0.0, 0.0
    for point in points:
        area += point.risk * (point.coverage - before)
        before = point.coverage
    return area / points[-1].coverage
