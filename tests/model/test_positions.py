"""Positions: opening, adding, reducing, closing and going through zero (requirements J and T4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import OrderSide, PositionSide
from fastbt.errors import ConfigError, OrderStateError
from fastbt.model.events import OrderFilled, PositionChanged, PositionClosed, PositionOpened
from fastbt.model.identifiers import AccountId, ClientOrderId, InstrumentId, PositionId, StrategyId
from fastbt.model.instruments import CryptoPerpetual, Equity
from fastbt.model.money import Money
from fastbt.model.positions import Position
from fastbt.model.values import Price, Quantity
from tests.model.making import AAPL, fill


def usd(amount: object) -> Money:
    return Money(amount, "USD")


def opened(quantity: object = 100, price: object = "100.00", side: str = "BUY", **values: object) -> Position:
    return Position(AAPL, fill(quantity, price, side=side, **values))


def test_open_long():
    position = opened(100, "100.00", ts=5)
    assert position.side is PositionSide.LONG
    assert position.entry_side is OrderSide.BUY
    assert (position.quantity, position.signed_quantity) == (Quantity(100), Decimal(100))
    assert position.avg_entry_price == Decimal(100)
    assert position.cost == usd(10_000)
    assert (position.is_open, position.is_closed, position.is_long, position.is_short) == (
        True,
        False,
        True,
        False,
    )
    assert (position.id, position.instrument_id) == (PositionId("P-1"), AAPL.id)
    assert (position.ts_opened, position.ts_closed, position.ts_last) == (5, None, 5)
    assert (position.strategy_id, position.account_id) == (StrategyId("S"), AccountId("SIM-001"))
    assert position.avg_close_price is None


def test_open_short():
    position = opened(100, "100.00", side="SELL")
    assert position.side is PositionSide.SHORT
    assert (position.quantity, position.signed_quantity) == (Quantity(100), Decimal(-100))
    assert (position.is_long, position.is_short) == (False, True)


def test_close_long():
    position = opened(100, "100.00", ts=5)
    assert (
        position.apply(fill(100, "101.00", side="SELL", ts=8, client_order_id=ClientOrderId("O-S-2"))) is None
    )
    assert position.side is PositionSide.FLAT
    assert (position.is_open, position.is_closed, position.ts_closed) == (False, True, 8)
    assert (position.quantity, position.signed_quantity, position.peak_quantity) == (0, 0, Quantity(100))
    assert (position.avg_entry_price, position.avg_close_price) == (100, 101)
    assert (position.opening_order_id.value, position.closing_order_id.value) == ("O-S-1", "O-S-2")
    assert position.cost == usd(0)


def test_buy_100_sell_50_leaves_50_long():
    position = opened(100, "100.00")
    position.apply(fill(50, "100.00", side="SELL"))
    assert (position.side, position.quantity) == (PositionSide.LONG, Quantity(50))
    assert position.cost == usd(5_000)
    assert position.avg_entry_price == 100


def test_realized_profit():
    position = opened(10, "100.00")
    position.apply(fill(10, "110.00", side="SELL"))
    assert position.realized_pnl == usd(100)


def test_realized_loss():
    position = opened(10, "100.00")
    position.apply(fill(10, "90.00", side="SELL"))
    assert position.realized_pnl == usd(-100)


def test_realized_profit_of_a_short():
    position = opened(10, "100.00", side="SELL")
    position.apply(fill(10, "90.00"))
    assert position.realized_pnl == usd(100)


def test_unrealized_profit():
    position = opened(10, "100.00")
    assert position.unrealized_pnl(Price("110.00")) == usd(100)
    assert opened(10, "100.00", side="SELL").unrealized_pnl(Price("110.00")) == usd(-100)
    position.apply(fill(10, "110.00", side="SELL"))
    assert position.unrealized_pnl(Price("500.00")) == usd(0)


def test_profit_is_after_commission_and_funding():
    position = opened(10, "100.00", commission="1.50")
    assert position.realized_pnl == usd("-1.50")
    position.apply(fill(4, "110.00", side="SELL", commission="0.50"))
    position.add_funding(usd("-0.25"))
    assert position.gross_realized_pnl == usd(40)
    assert (position.commission, position.funding) == (usd(2), usd("-0.25"))
    assert position.realized_pnl == usd("37.75")
    assert position.total_pnl(Price("110.00")) == usd("97.75")


def test_netting_add_150():
    position = opened(100, "100.00")
    position.apply(fill(50, "103.00"))
    assert position.quantity == position.peak_quantity == Quantity(150)
    assert position.avg_entry_price == 101
    assert position.realized_pnl == usd(0)


def test_netting_reduce_70():
    position = opened(100, "100.00")
    position.apply(fill(30, "105.00", side="SELL"))
    assert position.quantity == Quantity(70)
    assert position.realized_pnl == usd(150)
    assert position.avg_close_price == 105


def test_netting_reverse_to_short_50():
    position = opened(100, "100.00", commission="1.00", ts=1)
    reversal = fill(
        150, "90.00", side="SELL", commission="1.00", ts=2, client_order_id=ClientOrderId("O-S-2")
    )
    successor = position.apply(reversal, next_id=PositionId("P-2"))
    assert position.is_closed
    assert position.ts_closed == 2
    assert position.gross_realized_pnl == usd(-1000)
    assert (successor.id, successor.side) == (PositionId("P-2"), PositionSide.SHORT)
    assert (successor.quantity, successor.cost) == (Quantity(50), usd(4_500))
    assert successor.avg_entry_price == 90
    assert (successor.ts_opened, successor.opening_order_id) == (2, ClientOrderId("O-S-2"))
    # Two thirds of the fill's commission, rounded, close; the rest opens (rule A2).
    assert (position.commission, successor.commission) == (usd("1.67"), usd("0.33"))
    assert position.events[-1] is successor.events[0] is reversal
    assert type(position.last_event()) is PositionClosed
    assert position.last_event().last_quantity == Quantity(100)
    assert type(successor.last_event()) is PositionOpened
    assert successor.last_event().last_quantity == Quantity(50)


def test_through_zero_the_parts_add_up_to_the_notional():
    instrument = Equity("AAPL.NASDAQ", currency="JPY", price_precision=2)

    def yen(quantity: int, side: str):
        return fill(quantity, "0.50", side=side, commission=Money(0, "JPY"))

    position = Position(instrument, yen(1, "BUY"))
    successor = position.apply(yen(2, "SELL"), next_id=PositionId("P-2"))
    # 2 x 0.50 is 1 yen; the closing 0.50 rounds up to it, so the opening part costs nothing.
    assert position.avg_close_price == 1
    assert successor.cost == Money(0, "JPY")


def test_through_zero_needs_an_id_and_changes_nothing_without():
    position = opened(100, "100.00")
    with pytest.raises(OrderStateError, match="goes through zero; give next_id="):
        position.apply(fill(150, "90.00", side="SELL"))
    assert position.quantity == Quantity(100)
    assert len(position.events) == 1


def test_a_closed_position_takes_no_fills():
    position = opened(100, "100.00")
    position.apply(fill(100, "101.00", side="SELL"))
    with pytest.raises(OrderStateError, match="position P-1: is closed"):
        position.apply(fill(1, "101.00"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"instrument_id": InstrumentId("MSFT", "NASDAQ")}, r"is of MSFT\.NASDAQ, not of AAPL\.NASDAQ"),
        ({"commission": Money(1, "EUR")}, r"commission in EUR, but AAPL\.NASDAQ settles in USD"),
        ({"account_id": AccountId("X")}, "belongs to S in X"),
        ({"strategy_id": StrategyId("T")}, "belongs to T in SIM-001"),
        ({"last_quantity": Quantity(0)}, "a fill of zero is no fill"),
        ({"last_quantity": Quantity("0.5")}, "quantity 0.5 has more than 0 decimals"),
        ({"last_price": Price("1.005")}, r"price 1\.005 has more than 2 decimals"),
    ],
)
def test_fills_that_do_not_belong(wrong: dict[str, object], message: str):
    position = opened(100, "100.00")
    with pytest.raises(ConfigError, match=message):
        position.apply(fill(**{"quantity": 10, "price": "100.00", **wrong}))
    assert position.quantity == Quantity(100)


def test_a_position_needs_an_id():
    with pytest.raises(ConfigError, match="neither the fill nor the call names its id"):
        Position(AAPL, fill(1, "1.00", position_id=None))
    assert Position(AAPL, fill(1, "1.00", position_id=None), PositionId("P-7")).id == PositionId("P-7")


def test_funding_of_another_currency_is_refused():
    with pytest.raises(ConfigError, match="USD and EUR"):
        opened().add_funding(Money(1, "EUR"))


def test_kinds_of_events():
    position = opened(100, "100.00")
    kinds = [type(position.last_event())]
    for quantity, side in ((50, "BUY"), (50, "SELL"), (100, "SELL")):
        position.apply(fill(quantity, "100.00", side=side))
        kinds.append(type(position.last_event()))
    assert kinds == [PositionOpened, PositionChanged, PositionChanged, PositionClosed]


def test_a_flow_is_a_change_of_its_own_time():
    position = opened(100, "100.00")
    assert isinstance(position.last_event(), PositionOpened)
    position.add_funding(usd(-1), ts=position.ts_opened + 5)
    event = position.last_event()
    assert isinstance(event, PositionChanged)
    assert (event.ts_event, event.realized_pnl) == (position.ts_opened + 5, usd(-1))


def test_multiplier_and_thirds():
    position = opened(3, "10.00")
    position.apply(fill(3, "10.01"))
    assert position.avg_entry_price == Decimal("10.005")
    position = opened(1, "1.00")
    position.apply(fill(2, "2.00"))
    assert position.avg_entry_price == Decimal("1.666666666666666666666666667")


def test_repr():
    assert repr(opened(10, "100.00")) == "Position(P-1: LONG 10 AAPL.NASDAQ @ 100)"


FILLS = st.lists(
    st.tuples(
        st.sampled_from(["BUY", "SELL"]), st.integers(1, 30), st.integers(1, 5_000), st.integers(-50, 200)
    ),
    min_size=1,
    max_size=20,
)


@given(FILLS, st.integers(1, 5_000))
def test_profit_of_all_positions_is_what_the_fills_brought(fills: list[tuple[str, int, int, int]], mark: int):
    """Rule A13: closed plus open profit = value held - paid + received - commission, exactly."""
    instrument = Equity("AAPL.NASDAQ", currency="USD", price_precision=3, size_precision=1)
    book: list[Position] = []
    cash = 0
    held = 0
    for side, lots, ticks, commission in fills:
        made = fill(
            Quantity.from_lots(lots, 1),
            Price.from_ticks(ticks, 3),
            side=side,
            commission=Money.from_units(commission, AAPL.quote_currency).amount,
        )
        sign = 1 if side == "BUY" else -1
        cash -= sign * instrument.notional_units(lots, ticks) + commission
        held += sign * lots
        next_id = PositionId(f"P-{len(book) + 1}")
        if not book or book[-1].is_closed:
            book.append(Position(instrument, made, next_id))
        else:
            successor = book[-1].apply(made, next_id=next_id)
            if successor is not None:
                book.append(successor)
    profit = sum(position.total_pnl(Price.from_ticks(mark, 3)).units for position in book)
    value = (1 if held > 0 else -1) * instrument.notional_units(abs(held), mark)
    assert profit == cash + value
    assert book[-1].signed_quantity == Decimal(held) / 10


@given(st.integers(1, 1000), st.integers(1, 10**6), st.integers(1, 10**6))
def test_unrealized_is_signed_quantity_times_price_less_average(quantity: int, entry: int, mark: int):
    position = Position(AAPL, fill(quantity, Price.from_ticks(entry, 2), side="SELL"))
    exact = Fraction(position.signed_quantity) * (Fraction(mark, 100) - Fraction(entry, 100))
    assert (
        position.unrealized_pnl(Price.from_ticks(mark, 2)).amount
        == Decimal(exact.numerator) / exact.denominator
    )


INVERSE = CryptoPerpetual("BTC/USD.X", price_precision=1, size_precision=0, is_inverse=True)


def inverse_fill(quantity: int, price: str, side: str = "BUY", **values: object) -> OrderFilled:
    commission = Money("0.0001", "BTC")
    return fill(quantity, price, side=side, commission=commission, instrument_id=INVERSE.id, **values)


@pytest.mark.parametrize(("side", "exit_side", "profit"), [("BUY", "SELL", "0.05"), ("SELL", "BUY", "-0.05")])
def test_an_inverse_position_earns_in_the_coin(side: str, exit_side: str, profit: str):
    """Quantity x (1 / entry - 1 / exit): 10,000 x (1 / 40,000 - 1 / 50,000) = 0.05."""
    position = Position(INVERSE, inverse_fill(10_000, "40000.0", side))
    assert position.cost == Money("0.25", "BTC")
    assert position.avg_entry_price == 40_000
    assert position.unrealized_pnl(Price("50000.0")) == Money(profit, "BTC")
    position.apply(inverse_fill(10_000, "50000.0", exit_side))
    assert position.gross_realized_pnl == Money(profit, "BTC")
    assert position.realized_pnl == Money(profit, "BTC") - Money("0.0002", "BTC")
    assert (position.avg_entry_price, position.avg_close_price) == (40_000, 50_000)


def test_an_inverse_position_goes_through_zero():
    position = Position(INVERSE, inverse_fill(10_000, "40000.0"))
    after = position.apply(inverse_fill(15_000, "50000.0", "SELL"), PositionId("P-2"))
    assert position.gross_realized_pnl == Money("0.05", "BTC")
    assert (after.signed_quantity, after.cost, after.avg_entry_price) == (-5_000, Money("0.1", "BTC"), 50_000)


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(1, 10**7), st.sampled_from(["BUY", "SELL"])), min_size=1
    )
)
def test_profit_of_inverse_positions_is_what_the_fills_brought(fills: list[tuple[int, int, str]]):
    """Sum of signed quantity / price over all fills, each rounded once, and the rest at the last price."""
    brought, realized, position = 0, 0, None
    for quantity, ticks, side in fills:
        each = inverse_fill(quantity, str(Decimal(ticks) / 10), side)
        brought += (1 if side == "BUY" else -1) * INVERSE.notional_units(quantity, ticks)
        if position is None or position.is_closed:
            realized += 0 if position is None else position.gross_realized_pnl.units
            position = Position(INVERSE, each)
            continue
        after = position.apply(each, PositionId("P-2"))
        if after is not None:
            realized += position.gross_realized_pnl.units
            position = after
    last = Price.from_ticks(fills[-1][1], 1)
    held = position.signed_quantity
    rest = (1 if held > 0 else -1) * INVERSE.notional_units(int(abs(held)), last.ticks)
    total = realized + position.gross_realized_pnl.units + position.unrealized_pnl(last).units
    assert total == brought - rest
