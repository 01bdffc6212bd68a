"""Where things go in a plot: scales from values to pixels. No SVG and no data here."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` to `start`..`end` pixels, linearly or by logarithm; outside is clipped."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of `value`, rounded to a tenth."""
        value = min(max(value, self.low), self.high)
        share = (self._unit(value) - self._unit(self.low)) / (
            self._unit(self.high) - self._unit(self.low)
        )
        return round(self.start + share * (self.end - self.start), 1)

    def _unit(self, value: float) -> float:
        return log10(value) if self.logarithmic else value
