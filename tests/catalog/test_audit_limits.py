"""The thresholds of an audit: what they refuse, and how long a stale stretch is."""

from __future__ import annotations

import pytest

from fastbt.catalog.audit_limits import AuditLimits
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification


@pytest.mark.parametrize("name", ["outlier", "smallest_move", "session_jump", "pause_days"])
@pytest.mark.parametrize("value", [0, -1.0, float("nan")])
def test_limits_are_above_zero(name, value):
    with pytest.raises(ConfigError, match=f"{name}: must be above 0"):
        AuditLimits(**{name: value})


def test_a_stretch_has_two_bars():
    with pytest.raises(ConfigError, match="stale_bars: must be 2 or above, got 1"):
        AuditLimits(stale_bars=1)
    assert AuditLimits(stale_bars=2).stale_after(BarSpecification.parse("1d")) == 2


@pytest.mark.parametrize(
    ("bar", "bars"), [("1s", 3600), ("1m", 60), ("15m", 5), ("1h", 5), ("1d", 5), ("1mo", 5), ("100tick", 5)]
)
def test_an_hour_and_five_bars(bar, bars):
    assert AuditLimits().stale_after(BarSpecification.parse(bar)) == bars
