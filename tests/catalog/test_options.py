"""Options are checked before any data is read."""

from __future__ import annotations

import pytest

from fastbt.catalog.options import LoadOptions
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError, UnknownNameError


def test_texts_become_their_types():
    options = LoadOptions.check(bar="1-MINUTE-LAST", stamp="open")
    assert options.bar is not None
    assert options.bar.key == "1m"
    assert options.stamp is BarStamp.OPEN
    assert LoadOptions.check(stamp=BarStamp.CLOSE).stamp is BarStamp.CLOSE
    assert LoadOptions.check().bar is None


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("on_error", "skip", "on_error: 'skip' is not one of 'raise', 'drop', 'repair'"),
        ("on_off_grid", "drop", "on_off_grid: 'drop' is not one of 'raise', 'round'"),
        ("on_duplicate", "keep", "on_duplicate: 'keep' is not one of 'raise', 'first', 'last'"),
        ("unknown", "ignore", "unknown: 'ignore' is not one of 'raise', 'infer'"),
        ("bar", "sometimes", "bar: cannot read 'sometimes'"),
        ("columns", ["Close"], "columns: expected a mapping"),
    ],
)
def test_values_that_nobody_knows(option, value, message):
    with pytest.raises(ConfigError, match=message):
        LoadOptions.check(**{option: value})


def test_an_unknown_stamp():
    with pytest.raises(UnknownNameError, match="stamp 'opening'"):
        LoadOptions.check(stamp="opening")
