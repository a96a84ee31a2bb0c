"""SQL over a result: exact inside, UTC, only the tables a query names."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.results.result import Result
from fastbt.schema.ledger import LEDGER
from tests.results.buffers import cash_run


@pytest.fixture(scope="module")
def result() -> Result:
    return Result(cash_run())


@pytest.mark.parametrize("name", [*LEDGER, "bars"])
def test_every_table_can_be_asked(result: Result, name: str):
    answer = result.sql(f"select * from {name}")  # noqa: S608
    assert answer.columns == result.table(name).columns
    assert answer.height == result.table(name).height


def test_sums_are_exact(result: Result):
    query = "select exit_cause, sum(pnl) as pnl from trades where not is_open group by 1 order by 2"
    assert result.sql(query).rows() == [("SIGNAL", -6.03), ("TAKE_PROFIT", 97.9)]
    assert result.sql(query, exact=True)["pnl"].to_list() == [Decimal("-6.03"), Decimal("97.90")]


def test_tables_and_bars_join_by_time(result: Result):
    query = (
        "select f.price, b.open from fills f join bars b using (ts_event) where side = 'BUY' order by 1 desc"
    )
    assert result.sql(query).rows() == [(100.0, 100.0), (98.01, 98.0)]


def test_times_are_utc_and_can_be_reckoned_with(result: Result):
    answer = result.sql(
        "select date_trunc('month', ts_event) as month, count(*) as n,"
        " max(ts_event) - min(ts_event) > interval 6 day as long"
        " from equity where ts_event >= '2024-01-02' group by 1"
    )
    assert answer.schema["month"] == pl.Datetime("ns", "UTC")
    assert answer.rows()[0][1:] == (8, True)
    assert str(answer["month"][0]) == "2024-01-01 00:00:00+00:00"


def test_only_named_tables_are_made(result: Result, monkeypatch: pytest.MonkeyPatch):
    fresh, asked = Result(cash_run()), []
    original = fresh.table
    monkeypatch.setattr(fresh, "table", lambda name, exact: asked.append(name) or original(name, exact=exact))
    fresh.sql("SELECT count(*) FROM Fills f JOIN orders USING (client_order_id)")
    assert sorted(asked) == ["fills", "orders"]


@pytest.mark.parametrize("query", ["select nothing from trades", "selec 1", "", "select * from trads"])
def test_a_bad_query_says_which_tables_there_are(result: Result, query: str):
    with pytest.raises(ConfigError, match="sql: "):
        result.sql(query)


def test_the_message_lists_the_tables(result: Result):
    with pytest.raises(ConfigError, match="tables: orders, fills, positions, trades"):
        result.sql("select * from trads")
