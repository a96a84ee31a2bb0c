"""Run configuration, to and from TOML and dictionaries: names and numbers, no classes.

``backtest.py`` describes a whole run, ``data.py`` where its bars come from, ``toml.py`` writes TOML.
"""

from fastbt.config.backtest import BacktestConfig
from fastbt.config.data import DataConfig

__all__ = ["BacktestConfig", "DataConfig"]
