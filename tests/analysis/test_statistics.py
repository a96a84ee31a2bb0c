"""``Stats``: attributes in fractions, labels in percent, shown as lines, frame and HTML."""

from __future__ import annotations

from dataclasses import fields

import pytest

from fastbt.analysis.labels import LABELS
from fastbt.analysis.statistics import Stats
from fastbt.errors import UnknownNameError
from fastbt.results.result import Result
from tests.results.buffers import cash_run, empty_run


@pytest.fixture(scope="module")
def stats() -> Stats:
    return Result(cash_run()).stats


def test_fractions_and_percent(stats: Stats):
    assert stats.total_return == pytest.approx(0.010079)
    assert stats["Return [%]"] == pytest.approx(1.0079)
    assert stats["total_return"] == stats.total_return


def test_every_figure_has_a_label_and_a_meaning(stats: Stats):
    assert {field.name for field in fields(Stats)} == {label.name for label in LABELS.values()} | {"basis"}
    assert set(stats) == set(LABELS)
    assert len(stats) == len(LABELS) >= 20
    assert dict(stats)["# Trades"] == 2


def test_an_unknown_name_lists_the_nearest(stats: Stats):
    with pytest.raises(UnknownNameError, match="Sharpe Ratio"):
        stats["Sharp Ratio"]
    assert stats.get("nothing of the kind") is None


def test_lines_are_aligned(stats: Stats):
    lines = repr(stats).splitlines()
    assert len(lines) == len(LABELS) + 1
    assert len({len(line) for line in lines[:-1]}) == 1
    assert "365 a year" in lines[-1]


def test_frame(stats: Stats):
    frame = stats.to_frame()
    assert frame.height == len(LABELS)
    row = frame.filter(name="max_drawdown_duration").row(0, named=True)
    assert row == {
        "name": "max_drawdown_duration",
        "label": "Max. Drawdown Duration",
        "value": 2.0,
        "text": "2 days",
    }


def test_missing_is_none_and_shown_as_such():
    stats = Result(empty_run()).stats
    missing = {name for name, value in stats.to_dict().items() if value is None}
    assert missing == {
        "sharpe_ratio", "sortino_ratio", "calmar_ratio", "avg_drawdown", "max_drawdown_duration",
        "avg_drawdown_duration", "win_rate", "best_trade", "worst_trade", "avg_trade", "profit_factor",
        "expectancy", "sqn",
    }  # fmt: skip
    assert "Sharpe Ratio" in repr(stats)
    assert stats.to_frame().filter(name="sqn")["value"].item() is None


def test_html_is_escaped(stats: Stats):
    assert "Buy &amp; Hold Return [%]" in stats._repr_html_()


def test_equality(stats: Stats):
    assert stats == Result(cash_run()).stats
    assert stats != Result(empty_run()).stats
    assert hash(stats) == hash(Result(cash_run()).stats)
