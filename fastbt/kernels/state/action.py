"""What happens between rows, whatever the strategy does: funding, deposits, corporate actions, interest."""

from __future__ import annotations

from fastbt.kernels.state.common import record

ACTION = record(
    ("ts", "i8"),  # when it happens, ns
    ("group", "i8"),  # it acts before this group; the number of groups: after the last one
    ("on_time", "i1"),  # 1: at the ts_event of the group before, whose equity has it
    ("kind", "i1"),  # DUE_*
    ("instrument", "i4"),  # -1 when it concerns none
    ("balance", "i4"),  # -1 when it concerns none
    ("target", "i4"),  # balance that a transfer goes to, else -1
    ("rate", "i8"),  # 10^-12
    ("amount", "i8"),  # money, or a price in ticks
    ("numerator", "i8"),  # units of money for one lot at a rate of one, over divisor
    ("divisor", "i8"),
    ("before", "i8"),  # event counter before and after it acted: what has a number in between happened at ts
    ("after", "i8"),  # equal to before where nothing happened, or it has not acted
)
"""Sorted by ts. Which field says what depends on the kind."""

DUE_FUNDING = 0
"""A perpetual's funding: rate is what longs pay of their position's value."""
DUE_DEPOSIT = 1
"""Money put into a balance, or taken out of it below 0: amount."""
DUE_DIVIDEND = 2
"""A dividend: rate is what a unit held receives."""
DUE_TRANSFER = 3
"""Money moved from a balance to its target: amount, below 0 as what is taken out."""
DUE_EXPIRY = 10
"""A contract ends: amount is its settlement price, NOTHING where it is the mark."""
DUE_DELISTING = 11
"""An instrument ends: likewise."""
DUE_SPLIT = 12
"""A split: numerator / divisor new units for an old one, both above 0; rate is about that."""
DUE_ON_CASH, DUE_ON_DEBT, DUE_ON_LONGS, DUE_ON_SHORTS = 20, 21, 22, 23
"""Interest: rate a year, for numerator of divisor years. The cash of a balance receives it, what it owes pays
it; long positions of an instrument receive it, short ones pay it."""
