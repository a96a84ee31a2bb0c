"""The tables of a result: names, types, meanings."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.codes import Reason
from fastbt.schema.ledger import LEDGER, REFUSED_AT_FILL
from fastbt.schema.table import Kind

PROMISED = {
    "orders": "client_order_id venue_order_id strategy_id account_id instrument_id side order_type"
    " time_in_force quantity filled_quantity leaves_quantity price trigger_price avg_price status"
    " reason post_only reduce_only parent_id tag ts_init ts_submitted ts_accepted ts_triggered ts_last",
    "fills": "fill_id client_order_id venue_order_id position_id strategy_id account_id instrument_id venue"
    " side order_type quantity price commission currency liquidity cause tag slippage point ambiguous"
    " row ts_event",
    "positions": "position_id instrument_id strategy_id account_id side entry_side quantity peak_quantity"
    " avg_entry_price avg_close_price currency realized_pnl unrealized_pnl commission funding"
    " ts_opened ts_closed is_open",
    "trades": "trade_id position_id strategy_id instrument_id side quantity entry_price exit_price entry_time"
    " exit_time bars_held currency pnl pnl_pct commission funding mae mfe entry_tag exit_cause is_open",
    "events": "seq ts_event kind client_order_id position_id instrument_id status quantity price reason",
    "account": "ts_event account_id venue currency total locked free margin_initial margin_maintenance event",
    "equity": "ts_event equity cash unrealized_pnl realized_pnl gross_exposure net_exposure drawdown"
    " open_positions leverage",
    "funding": "ts_event account_id strategy_id instrument_id position_id currency kind quantity rate amount",
}
"""What users were promised; tables may have more."""


@pytest.mark.parametrize("name", LEDGER)
def test_promised_columns_are_there(name: str):
    missing = [column for column in PROMISED[name].split() if column not in LEDGER[name].names]
    assert missing == []


def test_no_table_is_missing():
    assert set(LEDGER) == set(PROMISED)


@pytest.mark.parametrize("name", LEDGER)
def test_columns_are_explained_once(name: str):
    table = LEDGER[name]
    assert table.name == name
    assert len(set(table.names)) == len(table.names)
    assert all(column.meaning for column in table.columns)
    assert all(column.null is None or column.null for column in table.columns)


def test_types_of_both_forms():
    floats, exact = (
        LEDGER["orders"].frame_schema(),
        LEDGER["orders"].exact_schema({Kind.PRICE: 2, Kind.QUANTITY: 3}),
    )
    assert (floats["price"], floats["ts_init"], floats["reduce_only"]) == (
        pl.Float64(),
        pl.Datetime("ns", "UTC"),
        pl.Boolean(),
    )
    assert floats["reason"] == pl.Enum([reason.name for reason in Reason])
    assert (exact["price"], exact["quantity"]) == (pl.Decimal(38, 2), pl.Decimal(38, 3))
    assert exact["avg_price"] == pl.Decimal(38, 8), "an average has six more decimals"
    assert exact["reason"] == floats["reason"]


def test_refusals_are_reasons_an_order_can_meet_at_its_fill():
    assert Reason.INSUFFICIENT_CASH in REFUSED_AT_FILL
    assert Reason.SIBLING_FILLED not in REFUSED_AT_FILL
