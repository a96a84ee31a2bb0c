"""What a strategy asks for: commands, and the plan of its signals and targets."""

from __future__ import annotations

from fastbt.kernels.state.common import record

TRAILING_STOP_NAMED, STOP_LOSS_NAMED, FIRST_RUNG_NAMED = -1, 1, 2
"""COMMAND.flags of a cancel or a modify of a bracket's exit; the further rungs of a ladder count on."""

ACTION_SUBMIT, ACTION_CANCEL, ACTION_CLOSE, ACTION_CANCEL_ALL, ACTION_MODIFY = 0, 1, 2, 3, 4

COMMAND = record(
    ("action", "i1"),
    ("side", "i1"),
    ("type", "i1"),
    ("time_in_force", "i1"),
    ("size_rule", "i1"),
    ("sizing", "i1"),  # codes.Sizing
    ("stop_kind", "i1"),
    ("target_kind", "i1"),
    ("time_kind", "i1"),
    ("cause", "i1"),
    ("trigger_type", "i1"),  # codes.TriggerType
    ("flags", "i2"),  # ORDER_*; cancel, modify: 0 the order, or an exit by *_NAMED
    ("trail_kind", "i1"),  # TRAIL.kind; 0: it does not follow the market
    ("strategy", "i2"),
    ("instrument", "i4"),  # -1: all (cancel_all)
    ("name", "i4"),
    ("tag", "i4"),
    ("order", "i8"),  # cancel, modify: index of the command that submitted the order
    ("row", "i8"),  # last row of the group after which it is sent
    ("quantity", "i8"),  # lots
    ("amount", "i8"),
    ("price", "i8"),
    ("trigger", "i8"),
    ("expire", "i8"),
    ("stop_value", "i8"),
    ("target_value", "i8"),
    ("time_value", "i8"),
    ("sent", "i8"),  # order it became, -1 before
    ("trail_offset", "i8"),  # TRAIL.offset, limit_offset, activation
    ("limit_offset", "i8"),
    ("activation", "i8"),
    ("member", "i8"),  # 1 + the bracket whose time stop this is, 0 for any other order
    ("begins", "i8"),  # on-open, on-close: when the session opens that it is for, ns
    ("rungs", "i8"),  # address of the RUNG records of its ladder; their number is 0 where it has none
    ("rung_count", "i8"),
    ("trailing_stop_kind", "i1"),  # BRACKET.trailing_stop_kind, trailing_stop_value, break_even
    ("trailing_stop_value", "i8"),
    ("break_even", "i8"),
    ("link", "i8"),  # 1 + the LINK it belongs to, 0 for none
    ("tie", "i8"),  # 1 + the TIE by which it is a child, 0 for none
    ("children", "i8"),  # 1 + the TIE of its first child, 0 for none
    ("opener", "i8"),  # 1 + the order whose position it names, 0 for none
    ("opener_command", "i8"),  # 1 + the command that submits that order, 0 for none
)

SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG, SIGNAL_ENTRY_SHORT, SIGNAL_EXIT_SHORT, SIGNAL_TARGET = 1, 2, 4, 8, 16

PLAN = record(
    # float64 columns by row, NaN where absent; a stride of 0 repeats one value, address 0 is absent
    ("quantity", "i8"),
    ("quantity_stride", "i8"),
    ("size", "i8"),
    ("size_stride", "i8"),
    ("limit_price", "i8"),
    ("limit_price_stride", "i8"),
    ("trigger_price", "i8"),
    ("trigger_price_stride", "i8"),
    ("stop", "i8"),
    ("stop_stride", "i8"),
    ("target", "i8"),  # the take-profit
    ("target_stride", "i8"),
    ("wanted", "i8"),  # the signed target of S1
    ("wanted_stride", "i8"),
    ("time_stop", "i8"),
    ("time_stop_stride", "i8"),
    ("expire", "i8"),  # address of int64 ns by row; 0 when none
    ("expire_stride", "i8"),
    ("rank", "i8"),  # address of float64 by row: of a group's orders the largest goes first; 0 when none
    ("rank_stride", "i8"),
    ("drift", "i8"),  # 10^-12 of equity by which a position may differ from its target
    ("size_rule", "i1"),
    ("sizing", "i1"),
    ("stop_kind", "i1"),
    ("target_kind", "i1"),
    ("time_kind", "i1"),
    ("wanted_kind", "i1"),  # 0 none, 1 quantity, 2 value, 3 weight
    ("time_in_force", "i1"),
    ("accumulate", "i1"),  # 0 off, 1 on, 2 both
    ("on_opposite_entry", "i1"),  # OPPOSITE_*
    ("on_conflict", "i1"),  # CONFLICT_*
    ("on_direction_conflict", "i1"),
    ("stop_cancels_signals", "i1"),
    ("waiting_replace", "i1"),
    ("sequence", "i1"),  # SEQUENCE_*
    ("strategy", "i2"),
    (
        "rungs",
        "i8",
    ),  # address of the RUNG records of the ladder, as many per instrument; 0 when there is none
    ("rung_count", "i8"),
    ("trailing_stop", "i8"),
    ("trailing_stop_stride", "i8"),
    ("break_even", "i8"),
    ("break_even_stride", "i8"),
    ("trailing_stop_kind", "i1"),
)

SEQUENCE_ROWS, SEQUENCE_SELLS_FIRST, SEQUENCE_GIVEN = 0, 1, 2
"""Row by row (rule S1), or the targets of a group together: sells first, or by rank (rule S5)."""

OPPOSITE_IGNORE, OPPOSITE_CLOSE, OPPOSITE_CLOSE_REDUCE, OPPOSITE_REVERSE, OPPOSITE_REVERSE_REDUCE = range(5)
CONFLICT_IGNORE, CONFLICT_FIRST, CONFLICT_SECOND, CONFLICT_ADJACENT, CONFLICT_OPPOSITE = range(5)
"""FIRST is entry or long, SECOND exit or short."""
