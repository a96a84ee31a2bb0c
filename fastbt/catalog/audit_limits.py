"""How far from the ordinary a bar has to be before an audit names it."""

from __future__ import annotations

from dataclasses import dataclass

from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification

HOUR_NS = 3_600 * 10**9
LEAST_STALE = 5


@dataclass(frozen=True, slots=True)
class AuditLimits:
    """The thresholds of an audit.

    Args:
        outlier: standard deviations, counted as 1.4826 median absolute deviations of the series and of its
            neighborhood, beyond which a move or a wick is an outlier.
        smallest_move: fraction below which no move or wick is one.
        session_jump: fraction between a close and the next session's open beyond which it is named.
        stale_bars: bars of a stretch that repeat one close; None is an hour of them, at least 5.
        pause_days: days without a row that are named where no calendar is known.
        wide_spread: times the median spread of the series beyond which a quote's is wide.

    Raises:
        ConfigError: a limit is not above 0, or ``stale_bars`` below 2.
    """

    outlier: float = 12.0
    smallest_move: float = 0.005
    session_jump: float = 0.25
    stale_bars: int | None = None
    pause_days: float = 5.0
    wide_spread: float = 20.0

    def __post_init__(self) -> None:
        for name in ("outlier", "smallest_move", "session_jump", "pause_days", "wide_spread"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"{name}: must be above 0, got {getattr(self, name)!r}")
        if self.stale_bars is not None and self.stale_bars < 2:
            raise ConfigError(f"stale_bars: must be 2 or above, got {self.stale_bars!r}")

    def stale_after(self, bar: BarSpecification) -> int:
        """Bars of a stretch that is named as stale.

        Example:
            >>> limits = AuditLimits()
            >>> [limits.stale_after(BarSpecification.parse(bar)) for bar in ("1m", "5m", "1h", "1d")]
            [60, 12, 5, 5]
        """
        if self.stale_bars is not None:
            return self.stale_bars
        return max(LEAST_STALE, HOUR_NS // bar.duration_ns if bar.duration_ns else LEAST_STALE)
