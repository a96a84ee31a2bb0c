"""Models of the user's own: what a function is shown, and how its answer is rounded (F1, F11 to F14, T6)."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fastbt.codes import LiquiditySide

from .grid import nearest_multiple, round_half_away

if TYPE_CHECKING:
    from .orders import Order
    from .scenario import OwnFees, OwnFillPrice, OwnLatency, OwnModel, OwnSlippage, OwnVolumeLimit
    from .state import Run

    Own = OwnFees | OwnFillPrice | OwnSlippage | OwnVolumeLimit

NOISE = Fraction(1, 10**6)
"""Of a unit or a grid step: what an answer in decimals may be off."""
UNKNOWN = -(2**63)


def own_fee(
    run: Run, order: Order, model: OwnFees, price: int, notional: int, lots: int, liquidity: LiquiditySide, filled: int
) -> int:
    """F14: the fee of a fill, to a unit."""
    terms = {"price": price, "quantity": lots, "filled": filled, "notional": notional, "traded": run.traded}
    places = run.scenario.currency_precision
    return round_half_away(away(answer(run, order, model, terms, liquidity, places)))


def own_distance(
    run: Run, order: Order, model: OwnSlippage, price: int, lots: int, liquidity: LiquiditySide
) -> Fraction:
    """F13: how far a fill slips, in ticks."""
    places = order.market.instrument.price_precision
    found = answer(run, order, model, offer(order, price, lots), liquidity, places)
    return found if model.exact else Fraction((found - NOISE).__ceil__())


def own_price(run: Run, order: Order, model: OwnFillPrice, price: int, lots: int) -> int:
    """F1: the price that a market order is offered, to a tick within its row."""
    market, row = order.market, order.market.row
    places = market.instrument.price_precision
    found = answer(run, order, model, offer(order, price, lots), LiquiditySide.TAKER, places)
    assert row.low - 1 < found < row.high + 1, f"{model} answers {found}, outside {row}"
    tick = market.tick
    exact = found if model.exact else found + (NOISE if found >= 0 else -NOISE) * tick
    return min(max(nearest_multiple(exact, tick), row.low), row.high)


def own_room(
    run: Run,
    order: Order,
    model: OwnVolumeLimit,
    price: int,
    lots: int,
    liquidity: LiquiditySide,
    size: int | None,
    taken: int,
) -> int:
    """F11: what all orders may take of a row, down to a lot; ``size`` is what it shows."""
    known = {"volume": UNKNOWN if size is None else size, "taken": taken}
    market = order.market
    places = market.instrument.size_precision
    found = answer(run, order, model, offer(order, price, lots) | known, liquidity, places)
    assert found >= -NOISE, f"{model} answers {found}"
    return (found if model.exact else found + NOISE).__floor__() // market.lot * market.lot


def offer(order: Order, price: int, lots: int) -> dict[str, int]:
    """What is told of a fill whose price is asked for: on a tick all prices are the one it is offered."""
    terms = {"price": price, "quantity": lots, "filled": order.filled}
    names = ("open", "high", "low", "close")
    if order.market.on_ticks:
        return terms | dict.fromkeys(names, price) | {"volume": UNKNOWN}
    line, volume = order.market.line(order.side), order.market.row.volume
    prices = {name: getattr(line, name) for name in names}
    return terms | prices | {"volume": UNKNOWN if volume is None else volume}


def answer(
    run: Run, order: Order, model: Own, terms: dict[str, int], liquidity: LiquiditySide, places: int
) -> Fraction:
    """Ask the function; its answer in counts of ``10^-places``."""
    instrument = order.market.instrument
    numbers: dict[str, Any] = dict(terms)
    if not model.exact:
        scales = dict.fromkeys(("price", "open", "high", "low", "close"), instrument.price_precision)
        scales |= dict.fromkeys(("quantity", "filled", "volume", "taken"), instrument.size_precision)
        scales |= dict.fromkeys(("notional", "traded"), run.scenario.currency_precision)
        for name, number in terms.items():
            numbers[name] = float("nan") if number == UNKNOWN else number / 10.0 ** scales[name]
    fill = SimpleNamespace(
        **numbers,
        instrument=sorted(run.markets).index(order.market.id),
        side=order.side,
        order_type=int(order.type),
        reduce_only=int(order.reduce_only),
        is_maker=int(liquidity is LiquiditySide.MAKER),
    )
    found = ask(model, fill)
    return found if model.exact else found * 10**places


def own_time(run: Run, order: Order, model: OwnLatency, kind: int, chance: int) -> int:
    """T6: how long a message takes, to a nanosecond; ``chance`` is a draw from 0 to below 10^12."""
    quantity, scale = order.quantity, 10.0**order.market.instrument.size_precision
    decimals = float("nan") if quantity is None else quantity / scale
    counts = {"quantity": UNKNOWN if quantity is None else quantity, "filled": order.filled, "chance": chance}
    floats = {"quantity": decimals, "filled": order.filled / scale, "chance": chance / 10**12}
    message = SimpleNamespace(
        **(counts if model.exact else floats),
        kind=kind,
        ts=run.now,
        side=order.side,
        order_type=int(order.type),
        reduce_only=int(order.reduce_only),
        instrument=sorted(run.markets).index(order.market.id),
    )
    found = ask(model, message)
    assert found >= -NOISE and round_half_away(found) <= model.longest, f"{model} answers {found}"
    return round_half_away(found)


def ask(model: OwnModel, about: SimpleNamespace) -> Fraction:
    """Ask a function."""
    p = SimpleNamespace(**dict(model.params))
    return Fraction(model.function(about, p) if model.params else model.function(about))


def away(number: Fraction) -> Fraction:
    """A number a millionth further from zero, so that an error of the float does not decide how it is rounded."""
    return number + (NOISE if number >= 0 else -NOISE)
