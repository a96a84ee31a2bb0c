"""Tables beside the bars: files, those of a catalog, rows; and several venues."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.config import BacktestConfig
from fastbt.config.tables import check_tables
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.venue import Venue

TWO = """\
strategy = "basis.py"
venues = [{ name = "SPOT", balances = ["30000 USDT"] }, { name = "PERP", account_type = "MARGIN", leverage = 5 }]

[tables]
funding = "funding.csv"
rates = "catalog"
deposits = [{ ts = 2024-01-03, amount = 500, account = "PERP-001" }]

[options]
base_currency = "USDT"
seed = 7"""


def test_there_and_back(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text(TWO, encoding="utf-8")
    config = BacktestConfig.from_toml(path)
    assert config.to_toml() == TWO
    assert BacktestConfig.from_dict(config.to_dict()) == config
    spot, perpetual = config.market()  # type: ignore[misc]
    assert (spot.name, perpetual.account_type, perpetual.leverage) == ("SPOT", "MARGIN", 5)


def test_tables_of_toml_are_venues(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text('strategy = "x.py"\n[[venues]]\nname = "A"\n[[venues]]\nname = "B"\n', encoding="utf-8")
    assert [venue.name for venue in BacktestConfig.from_toml(path).market()] == ["A", "B"]  # type: ignore[union-attr]
    assert isinstance(BacktestConfig(strategy="x.py").market(), Venue)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"venues": [{"name": "A"}], "venue": {"leverage": 2}}, "give one market or several, not both"),
        ({"venues": [{"name": "A"}, {"name": "A"}]}, "each needs a name of its own"),
        ({"venues": [{}]}, "each needs a name of its own"),
        ({"venues": {"name": "A"}}, "give a list of tables"),
        ({"tables": {"funding": 3}}, "name a file, write 'catalog'"),
        ({"tables": {"rates": []}}, "name a file, write 'catalog'"),
        ({"tables": {"deposits": "catalog"}}, "a catalog has funding, rates, actions, conversion_rates"),
    ],
)
def test_what_is_refused(words: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        BacktestConfig(strategy="x.py", **words)


def test_names_are_known():
    with pytest.raises(UnknownNameError, match=r"key of \[tables\]"):
        check_tables({"fundings": "x.csv"}, has_catalog=True)
    with pytest.raises(ConfigError, match="the bars are of files; name a file of this table too"):
        check_tables({"funding": "catalog"}, has_catalog=False)
    with pytest.raises(UnknownNameError, match=r"key of \[venues\]"):
        BacktestConfig(strategy="x.py", venues=[{"name": "A", "leveraged": 2}])
