"""The base of events: two integer times."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.errors import ConfigError
from fastbt.model.event import Event


def test_integer_timestamps():
    made = Event(ts_event=np.int64(1_704_067_200_000_000_000), ts_init=5)
    assert made.ts_event == 1_704_067_200_000_000_000
    assert (type(made.ts_event), type(made.ts_init)) == (int, int)


@pytest.mark.parametrize("ts", [1.0, "2024-01-01", None, True])
@pytest.mark.parametrize("name", ["ts_event", "ts_init"])
def test_other_timestamps_are_refused(name: str, ts: object):
    with pytest.raises(ConfigError, match=f"{name}: must be an integer of UTC nanoseconds"):
        Event(**{"ts_event": 0, "ts_init": 0, name: ts})
