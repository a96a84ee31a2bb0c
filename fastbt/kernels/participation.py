"""How much of a row's size is left for orders (rule F11).

A bar or a print offers a share of its size to all orders of its instrument together, in the order in which
they are touched; a quote does so on each of its sides, until the next quote. Limits that rest take from a
print, everything else from the standing quote. ``size_left`` and ``use_size`` are the only ones to read and
write what is left; a function of the user's own brings two of its own (``custom_sizes.py``).
"""

from __future__ import annotations

from fastbt.codes import LiquiditySide, RowKind
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import I64, VOID, fill_at, i64_at, instrument_at, order_at, run_at, u8_at, venue_at
from fastbt.kernels.points import begin_split, point_left, use_point
from fastbt.kernels.state import FAR_UP, LIMIT, NOTHING, RATE
from fastbt.kernels.wide import multiply_divide_floor

MAKER = int(LiquiditySide.MAKER)
TRADE_TICK = int(RowKind.TRADE_TICK)


@helper(I64(I64, I64))
def by_print(run: int, instrument: int) -> int:
    """1 where a print fills: a limit that rests, or where there are no quotes; on ticks only."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    printed = u8_at(s.kind, i.current_row) == TRADE_TICK
    return 1 if printed and (s.fill_liquidity == MAKER or i.quote_row < 0) else 0


@helper(I64(I64, I64))
def by_quote(run: int, instrument: int) -> int:
    """1 where the size of the standing quote counts."""
    s = run_at(run, 0)
    if s.kind == 0 or instrument_at(s.instruments, instrument).quote_row < 0:
        return 0
    return 1 - by_print(run, instrument)


@helper(I64(I64, I64, I64))
def share_of(run: int, instrument: int, size: int) -> int:
    """Lots of a size that orders may take, down to a lot; FAR_UP where it is not known."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    limit = venue_at(run_at(run, 0).venues, i.venue).volume_limit
    if size == NOTHING:
        return FAR_UP
    lots = size if limit == 0 else multiply_divide_floor(size, limit, RATE)
    if lots == NOTHING:  # beyond 64 bits: more than any order asks for
        lots = LIMIT
    return lots - lots % i.size_increment


@helper(VOID(I64, I64))
def measure_quote(run: int, instrument: int) -> None:
    """Let the newest quote offer the sizes it shows, once."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.quote_sized != i.quote_row:
        i.quote_sized = i.quote_row
        i.bid_rest = share_of(run, instrument, i64_at(s.volume, i.quote_row))
        i.ask_rest = share_of(run, instrument, i64_at(s.ask_size, i.quote_row))


@helper(VOID(I64, I64))
def measure_row(run: int, instrument: int) -> None:
    """Let the row in progress, a bar or a print, offer its size, once. Bars do so by a limit only."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.size_row == i.current_row:
        return
    i.size_row = i.current_row
    printed = s.kind != 0 and u8_at(s.kind, i.current_row) == TRADE_TICK
    if not printed and venue_at(s.venues, i.venue).volume_limit == 0:
        i.size_rest = FAR_UP
    else:
        i.size_rest = share_of(run, instrument, i64_at(s.volume, i.current_row))
        if s.by_points == 1:
            begin_split(run, instrument)


@entry
def size_left(run: int, order: int) -> int:
    """Lots that an order may still take where it is about to fill; FAR_UP where nothing caps it."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if by_quote(run, o.instrument) == 1:
        measure_quote(run, o.instrument)
        return i.ask_rest + 0 if o.side > 0 else i.bid_rest + 0
    measure_row(run, o.instrument)
    return i.size_rest + 0 if s.by_points == 0 else point_left(run, o.instrument)


@helper(I64(I64, I64), inline=True)
def less(rest: int, lots: int) -> int:
    """What lots taken leave of a size; one that is not capped may take more than there is."""
    return rest if rest == FAR_UP else max(rest - lots, 0)


@entry
def use_size(run: int, fill: int) -> int:
    """Take the lots of a fill off what is left; 0."""
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    lots = f.quantity + 0
    o = order_at(s.orders, f.order)
    i = instrument_at(s.instruments, o.instrument)
    if s.by_points == 1:
        use_point(run, o.instrument, lots)
    elif by_quote(run, o.instrument) == 0:
        i.size_rest = less(i.size_rest, lots)
    elif o.side > 0:
        i.ask_rest = less(i.ask_rest, lots)
    else:
        i.bid_rest = less(i.bid_rest, lots)
    return 0
