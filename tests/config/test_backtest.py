"""``BacktestConfig``: to and from dictionaries and TOML, and what is said of wrong keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fastbt.config import BacktestConfig, DataConfig
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.venues.venue import Venue

FULL = """\
strategy = "cross.py:breakout"
save = "kept"

[params]
fast = 10
share = 0.5
name = "x"

[data]
catalog = "catalog"
instruments = ["SPX.INDEX"]
bar = "1d"
start = 2000-01-01

[venue]
account_type = "MARGIN"
leverage = 2
balances = ["50000 USD"]
fees = [{ model = "PercentageFees", maker = 0.0002, taker = 0.0005 }, { model = "FlatFees", amount = "1.00" }]
slippage = { model = "FixedSlippage", ticks = 1 }

[options]
sizing = "decision"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "run.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_from_toml(written, tmp_path):
    config = BacktestConfig.from_toml(written(FULL))
    assert (config.strategy, config.save, config.params["fast"]) == ("cross.py:breakout", "kept", 10)
    assert config.data == DataConfig(
        catalog="catalog", instruments=("SPX.INDEX",), bar="1d", start=date(2000, 1, 1)
    )
    assert config.options == {"sizing": "decision"}
    assert config.folder == tmp_path
    assert config.path("cross.py") == tmp_path / "cross.py"
    assert config.path("/elsewhere/x") == Path("/elsewhere/x")


def test_there_and_back(written):
    config = BacktestConfig.from_toml(written(FULL))
    assert BacktestConfig.from_toml(written(config.to_toml())) == config
    assert BacktestConfig.from_dict(config.to_dict()) == config
    assert config.to_toml() == FULL.strip()


def test_what_is_left_out_is_not_written():
    assert BacktestConfig(strategy="x.py").to_dict() == {"strategy": "x.py"}


def test_the_market(written):
    config = BacktestConfig.from_toml(written(FULL))
    venue = config.market()
    assert (venue.account_type, venue.leverage, str(venue.start)) == ("MARGIN", 2, "50000.00 USD")
    assert len(venue.fees) == 2
    based = config.market(Venue("OTHER", bar_path="OHLC"))
    assert (based.name, based.bar_path, based.account_type) == ("OTHER", "OHLC", "MARGIN")
    assert BacktestConfig(strategy="x.py").market() == Venue()


def test_options_that_need_each_other_are_judged_with_the_base():
    config = BacktestConfig(strategy="x.py", venue={"leverage": 3})
    assert config.market(Venue(account_type="MARGIN")).leverage == 3
    with pytest.raises(ConfigError, match="needs account_type='MARGIN'"):
        config.market()


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        ("[params]", "[parms]", UnknownNameError, "unknown key 'parms'; did you mean 'params'"),
        ("bar =", "baar =", UnknownNameError, "unknown key of [data] 'baar'; did you mean 'bar'"),
        (
            "leverage",
            "leverge",
            UnknownNameError,
            "unknown key of [venue] 'leverge'; did you mean 'leverage'",
        ),
        ("sizing", "sizng", UnknownNameError, "unknown key of [options] 'sizng'; did you mean 'sizing'"),
        ('"MARGIN"', '"MARGINAL"', ConfigError, "account_type='MARGINAL' is not one of 'CASH', 'MARGIN'"),
        ('strategy = "cross.py:breakout"\n', "", ConfigError, "strategy is missing"),
        ('"cross.py:breakout"', "5", ConfigError, "strategy = 5 is not a text"),
        ('"cross.py:breakout"', '""', ConfigError, "strategy = '' is not a text"),
        ('"catalog"', "[1]", ConfigError, "data.catalog = [1] is not a text"),
        ("fast = 10", "fast 10", ConfigError, "is not TOML: "),
    ],
)
def test_mistakes_name_the_file(written, old, new, kind, says):
    path = written(FULL.replace(old, new, 1))
    with pytest.raises(kind) as error:
        BacktestConfig.from_toml(path)
    assert says in str(error.value)
    assert str(error.value).startswith(str(path))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="there is no such file"):
        BacktestConfig.from_toml(tmp_path / "none.toml")


def test_tables_must_be_tables():
    with pytest.raises(ConfigError, match="params = 5 is not a table"):
        BacktestConfig.from_dict({"strategy": "x.py", "params": 5})
    with pytest.raises(ConfigError, match="data = 5 is not a table"):
        BacktestConfig.from_dict({"strategy": "x.py", "data": 5})
