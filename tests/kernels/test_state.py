"""The kernel's records: laid out as compilers lay them out, their numbers apart from each other."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.kernels import state

RECORDS = {name: value for name, value in vars(state).items() if isinstance(value, np.dtype)}


def test_there_are_records() -> None:
    assert {
        "RUN",
        "ORDER",
        "FILL",
        "POSITION",
        "INSTRUMENT",
        "BRACKET",
        "CHANGE",
        "COMMAND",
        "PLAN",
        "CONTEXT",
    } <= set(RECORDS)


@pytest.mark.parametrize("name", RECORDS)
def test_fields_are_aligned_and_apart(name: str) -> None:
    """Each field lies on a multiple of its size and ends before the next begins; whole records keep the next one aligned."""
    dtype = RECORDS[name]
    end = 0
    for field in dtype.names or ():
        kind, offset = dtype.fields[field][:2]
        assert offset % kind.itemsize == 0
        assert offset >= end
        end = offset + kind.itemsize
    assert dtype.isalignedstruct
    assert dtype.itemsize % dtype.alignment == 0
    assert dtype.itemsize >= end


@pytest.mark.parametrize("prefix", ["ORDER_", "SIGNAL_", "ROW_"])
def test_flags_are_bits_of_their_own(prefix: str) -> None:
    flags = {
        name: value
        for name, value in vars(state).items()
        if name.startswith(prefix) and isinstance(value, int)
    }
    assert len(flags) >= 2
    assert all(value > 0 and value & (value - 1) == 0 for value in flags.values())
    assert len(set(flags.values())) == len(flags)


@pytest.mark.parametrize("prefix", ["ACTION_", "BRACKET_", "OPPOSITE_", "CONFLICT_"])
def test_choices_count_from_zero(prefix: str) -> None:
    choices = [
        value for name, value in vars(state).items() if name.startswith(prefix) and isinstance(value, int)
    ]
    assert sorted(choices) == list(range(len(choices)))


def test_no_flag_is_wider_than_its_field() -> None:
    assert 2 ** (8 * state.ORDER.fields["flags"][0].itemsize - 1) >= 2 * state.ORDER_ENTRY
    assert 2 * state.SIGNAL_TARGET <= 2**8


def test_numbers_that_stand_for_nothing_are_no_amounts() -> None:
    assert (
        -(2**63)
        == state.NOTHING
        < state.FAR_DOWN
        < -state.LIMIT
        < 0
        < state.LIMIT
        < state.FAR_UP
        == 2**63 - 1
    )
    assert 2 * (state.LIMIT - 1) <= state.FAR_UP  # two amounts add up without a wrap


def test_what_every_row_reads_lies_in_one_cache_line() -> None:
    """Levels, price, holding and wake-up: 64 bytes from the start of an instrument."""
    hot = ("touch_down", "touch_up", "mark", "held", "current_row", "rows_seen", "wake_row")
    assert all(state.INSTRUMENT.fields[name][1] + 8 <= 64 for name in hot)
