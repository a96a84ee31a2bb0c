"""Errors: one tree, messages that say what, where and what to do, and pickles that cross a process border."""

from __future__ import annotations

import inspect
import pickle
from datetime import UTC, datetime

import pytest

from fastbt import errors
from fastbt.codes import RunStatus
from fastbt.errors import (
    ConfigError,
    DataError,
    FastbtError,
    FastbtWarning,
    InvalidStateTransition,
    KernelError,
    LookAheadError,
    MissingExtraError,
    OrderStateError,
    StrategyError,
    UnknownNameError,
    unknown_name,
)

TREE = [
    value
    for value in vars(errors).values()
    if inspect.isclass(value) and issubclass(value, Exception) and value is not FastbtWarning
]


def test_all_errors_have_one_base():
    assert {error for error in TREE if not issubclass(error, FastbtError)} == set()


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (ConfigError, ValueError),
        (LookAheadError, ConfigError),
        (UnknownNameError, KeyError),
        (DataError, ValueError),
        (OrderStateError, ValueError),
        (KernelError, RuntimeError),
        (StrategyError, RuntimeError),
        (MissingExtraError, ImportError),
    ],
)
def test_errors_can_be_caught_as_what_python_users_expect(error: type[Exception], builtin: type[Exception]):
    assert issubclass(error, builtin)


def test_invalid_state_transition_is_another_name():
    assert InvalidStateTransition is OrderStateError


def test_a_warning_is_one_of_the_user() -> None:
    """So that it is shown once a place, and can be turned into an error by its class."""
    assert issubclass(FastbtWarning, UserWarning)
    assert not issubclass(FastbtWarning, FastbtError)


def test_the_drawing_names_every_error():
    drawing = inspect.getdoc(errors)
    missing = [error.__name__ for error in TREE if error.__name__ not in drawing]
    assert missing == []


def test_unknown_name_lists_the_nearest_and_the_known():
    error = unknown_name("column", "Closse", ["open", "close", "volume"])
    assert str(error) == "unknown column 'Closse'; did you mean 'close'? Known: close, open, volume"
    assert error.suggestions == ("close",)
    assert error.name == "Closse"


def test_unknown_name_is_shown_without_the_quotes_of_a_key_error():
    assert str(KeyError("plain")) == "'plain'"
    assert str(UnknownNameError("plain")) == "plain"


def test_unknown_name_of_many_known_ones_shows_some():
    text = str(unknown_name("instrument", "zzz", [f"A{i:02}.SIM" for i in range(50)]))
    assert text.startswith("unknown instrument 'zzz'. 50 are known, among them: A00.SIM, A01.SIM")
    assert "A49.SIM" not in text


def test_unknown_name_with_nothing_known():
    assert str(unknown_name("catalog", "x", [])) == "unknown catalog 'x'. No catalog is known."


def test_unknown_name_tells_cases_apart_when_suggesting():
    assert unknown_name("currency", "usd", ["USD", "EUR"]).suggestions == ("USD",)


def test_data_error_composes_its_place():
    error = DataError(
        "high is below low",
        source="aapl.csv",
        table="bars",
        column="high",
        row=17,
        time=1_704_067_200_000_000_000,
        instrument="AAPL.XNAS",
        remedy="pass on_error='drop'",
    )
    assert str(error) == (
        "high is below low (source aapl.csv, table bars, column high, row 17, time 2024-01-01T00:00:00Z, "
        "instrument AAPL.XNAS); pass on_error='drop'"
    )
    assert (error.column, error.row, error.remedy) == ("high", 17, "pass on_error='drop'")


def test_data_error_says_only_what_is_known():
    assert str(DataError("empty")) == "empty"
    assert str(DataError("null", row=0)) == "null (row 0)"


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_500_000_000, "1970-01-01T00:00:01.5Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (-1_000_000_000, "1969-12-31T23:59:59Z"),
        (2**70, f"{2**70} ns"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02T00:00:00+00:00"),
        ("2024-01-02", "2024-01-02"),
    ],
)
def test_times_are_shown_as_text(time: object, shown: str):
    assert str(DataError("x", time=time)) == f"x (time {shown})"


def test_kernel_error_names_status_and_row():
    error = KernelError(
        "overflow", status=RunStatus.OVERFLOW, row=3, instrument="A.SIM", remedy="fewer decimals"
    )
    assert str(error) == "overflow (status OVERFLOW, row 3, instrument A.SIM); fewer decimals"
    assert error.status is RunStatus.OVERFLOW


def test_missing_extra_gives_the_command():
    error = MissingExtraError("result.plot()", extra="report", package="bokeh")
    expected = "result.plot() needs the package 'bokeh'; install it with: pip install 'fastbt[report]'"
    assert str(error) == expected
    assert error.name == "bokeh"


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("x"),
        unknown_name("column", "a", ["b", "ab"]),
        DataError("x", column="c", row=1, time=2, remedy="r"),
        KernelError("x", status=RunStatus.OVERFLOW, row=4),
        MissingExtraError("f", extra="report", package="bokeh"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_a_process_border(error: FastbtError):
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
