"""Tables of a run from files, rows and a catalog; a run of two venues from a file of words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from fastbt.cli import run as cli_run
from fastbt.cli.tables_of_run import tables_of_run
from fastbt.config import BacktestConfig, DataConfig
from fastbt.errors import ConfigError

STRATEGY = """
import fastbt as bt
import polars as pl

def strategy(p):
    return bt.Signals(entries=pl.int_range(pl.len()).over("instrument_id") == 1, quantity=1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    days = [f"2024-01-0{day}" for day in range(2, 8)]
    names = ["X.A"] * 6 + ["Y.B"] * 6
    bars = pl.DataFrame({"date": days * 2, "instrument_id": names, "close": [100.0] * 6 + [50.0] * 6})
    bars.sort("date", "instrument_id").write_csv(tmp_path / "bars.csv")
    (tmp_path / "strategy.py").write_text(STRATEGY, encoding="utf-8")
    (tmp_path / "deposits.csv").write_text(
        "ts,amount,account\n2024-01-03T12:00,10.5,A-001\n", encoding="utf-8"
    )
    (tmp_path / "run.toml").write_text(
        """
strategy = "strategy.py"
[data]
files = ["bars.csv"]
[[venues]]
name = "A"
balances = ["1000 USD"]
[[venues]]
name = "B"
balances = ["500 USD"]
[tables]
deposits = "deposits.csv"
transfers = [{ ts = 2024-01-05, from = "A-001", to = "B-001", amount = 100 }]
rates = [{ ts = 2024-01-03, kind = "deposit", account = "B-001", rate = 0.365 }]
""",
        encoding="utf-8",
    )
    return tmp_path


def test_a_run_of_two_venues(folder: Path):
    done = cli_run.execute(BacktestConfig.from_toml(folder / "run.toml"))
    assert [venue.name for venue in done.venues] == ["A", "B"]
    flows = done.result.exact.funding.select("account_id", "kind", "amount").rows()
    assert ("A-001", "deposit", Decimal("10.50")) in flows
    assert ("A-001", "transfer", Decimal("-100.00")) in flows and (
        "B-001",
        "transfer",
        Decimal("100.00"),
    ) in flows
    assert {kind for _, kind, _ in flows} == {"deposit", "transfer", "interest"}
    assert done.result.fills["venue"].to_list() == ["A", "B"]


def test_numbers_of_text_are_exact(folder: Path):
    (folder / "rates.csv").write_text("ts,kind,rate\n2024-01-02,deposit,0.100000000001\n", encoding="utf-8")
    config = BacktestConfig(strategy="x.py", tables={"rates": "rates.csv"}, folder=folder)
    assert tables_of_run(config)["rates"]["rate"].to_list() == ["0.100000000001"]


def test_a_table_of_the_catalog(tmp_path: Path):
    catalog = bt.Catalog(tmp_path / "catalog")
    catalog.write({"ts": ["2024-01-02"], "rate": [0.0001]}, "BTC.SIM", kind="funding")
    catalog.write({"ts": ["2024-01-02"], "rate": [0.0002]}, "ETH.SIM", kind="funding")
    data = DataConfig(catalog="catalog", instruments=("BTC.SIM",))
    config = BacktestConfig(strategy="x.py", data=data, tables={"funding": "catalog"}, folder=tmp_path)
    assert tables_of_run(config)["funding"].collect()["rate"].to_list() == [0.0001]


def test_files_that_are_not_there_or_of_no_kind(tmp_path: Path):
    with pytest.raises(ConfigError, match="there is no file"):
        tables_of_run(BacktestConfig(strategy="x.py", tables={"rates": "none.csv"}, folder=tmp_path))
    (tmp_path / "rates.xml").write_text("<>", encoding="utf-8")
    with pytest.raises(ConfigError, match="write it as one of these"):
        tables_of_run(BacktestConfig(strategy="x.py", tables={"rates": "rates.xml"}, folder=tmp_path))
