"""What is said of errors: whose mistake, and the library's words as options."""

from __future__ import annotations

import pytest

from fastbt.cli.failures import in_options, message
from fastbt.errors import ConfigError, DataError, KernelError, StrategyError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mend it, or pass on_error='drop' (left out)", "mend it, or pass --on-error drop (left out)"),
        ("pass on_off_grid='round' to round", "pass --on-off-grid round to round"),
        ("read with time_format='%d.%m.%Y %H:%M' or", "read with --time-format '%d.%m.%Y %H:%M' or"),
        ("give bar=, such as '1m'", "give --bar, such as '1m'"),
        ("Say stamp='open' or 'close', or", "Say --stamp open or 'close', or"),
        ("params= are for a function", "--param is for a function"),
        ("out exists; pass overwrite=True", "out exists; add --overwrite"),
        ("map it with columns={'close': ...}; a", "map it with --column close=...; a"),
        ("sidebar='x' and on_error='", "sidebar='x' and on_error='"),
        ("bar_path='best' is not one of", "bar_path='best' is not one of"),
    ],
)
def test_arguments_become_options(text, told):
    assert in_options(text, speaks_of_files=True) == told


def test_columns_of_a_strategy_stay_as_they_are():
    text = "columns={'fast': ...} would replace a column of the bars"
    assert in_options(text, speaks_of_files=False) == text


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("wrong"),
        DataError("wrong"),
        KernelError("wrong"),
        StrategyError("wrong"),
    ],
)
def test_mistakes_have_a_message(error):
    assert message(error) == "wrong"


def test_files(tmp_path):
    with pytest.raises(OSError, match="No such file") as error:
        (tmp_path / "none").read_text()
    assert message(error.value) == f"{tmp_path / 'none'}: No such file or directory"


@pytest.mark.parametrize("error", [TypeError("x"), KeyError("x"), OSError("x"), AssertionError()])
def test_defects_have_none(error):
    assert message(error) is None
