"""The simulated market: what an account holds at the start, and every choice about how orders fill.

A ``Venue`` is facts only, checked when it is made; ``simulation/lower_venue.py`` turns it into the numbers
that kernels read. Each option, its values and its rule are in ``venues/options.py`` and
``docs/semantics.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Literal, Self

from fastbt.codes import AccountType, OmsType
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.currencies import REGISTRY, Currency
from fastbt.model.identifiers import VenueId
from fastbt.model.money import Money
from fastbt.model.rounding import Number
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.custom import CustomFillPrice, CustomModel, CustomVolumeLimit, refuse_plain
from fastbt.venues.fees import FeeModel, fee_models
from fastbt.venues.latency import CustomLatency, Latency, latency_model
from fastbt.venues.options import OPTIONS, choice
from fastbt.venues.rates import nearest_rate, plain
from fastbt.venues.risk import RiskLimits, risk_limits
from fastbt.venues.slippage import SlippageModel, slippage_model
from fastbt.venues.venue_calendar import calendar_of, calendar_values


@dataclass(frozen=True, slots=True)
class Venue:
    """A simulated market with one account.

    Args:
        name: the venue's name; alone in a run it serves every instrument, of several venues each serves those
            whose ids end in its name.
        balances: what the account starts with, such as ``["100000 USD"]``; a balance for each currency that
            its instruments settle in, ``"0 EUR"`` where it starts without (A9).
        account_type: ``CASH`` pays notional, ``MARGIN`` moves by realized profit and needs margin (A4, A5).
        oms_type: ``NETTING``: one position per instrument and strategy; ``HEDGING``: one per order that
            opens (A2).
        hedging_margin: HEDGING on MARGIN only; ``both``: every position needs margin; ``net``: the net of an
            instrument does (A2).
        leverage: MARGIN only; initial margin is at least notional / leverage (A5).
        fees: a model, a list of models (their sum), or None: the instruments' own fees (F14).
        slippage: a model, or None (F13).
        slippage_on: ``taker``, ``all``, † ``entries``, † ``no_stops``: which fills slip (F13).
        clamp_slippage: ``off``, or † ``on``: slippage keeps to the row's range (F12).
        fill_timing: ``next_open``, † ``this_close``, or ``next_close``, where market orders wait for the next
            bar's close (T5).
        latency: a ``Latency``, a ``CustomLatency``, or None: what is sent on a row arrives at once (T6).
        latency_in_bar: ``wait`` or ``close``: what arrives inside a bar waits for the next one, or acts at
            its close (T6).
        tick_timing: ``next_row``, or † ``this_row`` (T5).
        fill_price: ``open`` (where T5 puts it), ``mid``, ``worst`` (the high for buys, the low for sells) or
            ``vwap`` (a column of the bars), or a ``CustomFillPrice``: price of a MARKET order on the bar that
            fills it (F1).
        bar_path: ``worst``, ``OHLC``, ``OLHC``, ``adaptive`` (B1, B2).
        gtd_edge: ``strict`` or ``first_point``: whether the first point of the row that ends after an order's
            time still matches it (F8).
        limit_gap: ``limit`` or ``open``: price of a resting limit that the open has passed (F2).
        limit_touch: ``touch``, ``through`` (by a tick) or ``probability`` (at an exact touch by chance):
            when a resting limit fills (F2).
        limit_touch_probability: the chance of an exact touch, from 0 to 1; needed by, and only for,
            ``limit_touch="probability"``.
        stop_limit_same_bar: ``on`` or ``off``: whether the limit of a triggered order can be reached later on
            the bar that triggered it (F4).
        bracket_anchor: ``fill``, ``price`` (before slippage) or ``close`` (of the entry's row; only with
            ``bracket_from="next_row"``): the price from which a bracket's levels count (F10).
        bracket_from: ``fill``, † ``next_row`` or † ``fill_if_market`` (else the next row): from when the
            exits of a filled entry live (F10).
        cancel_linked: ``off`` or ``on``: whether the cancel of an exit takes
            its siblings along (F10).
        stop_in_market: ``trigger`` or ``reject`` (F16).
        trail_update: ``path`` or ``row``: when a trailing stop follows the price (F6).
        fill_on_zero_volume: ``auto``, ``on`` or ``off`` (B5).
        extended_hours: ``off`` or ``on``: with a calendar, whether rows outside its sessions execute (B8).
        mark_price: ``close_side`` or ``mid``: what of a quote marks a position (T7).
        volume_limit: the share of a row's volume that all orders on it may take together, above 0, such as
            0.1; 1 is all of it, None does not cap bars; sizes of ticks cap without it, too. Or a
            ``CustomVolumeLimit`` (F11).
        volume_split: ``row``, or ``points``: whether a row offers that share at once or in parts, a quarter
            at its open and at each extreme that moves the price, the rest at its close (F11).
        through_fills: ``capped``, or † ``all``: a limit that the row trades beyond fills whole (F11).
        remainder: ``next_row``, or † ``tick_worse``: where the rest of a market order fills that the row's
            size caps (F11).
        on_insufficient_cash: ``deny`` or ``cut`` (A4).
        margin_model: ``rate`` (initial margin is the larger of the instrument's rate and 1 / leverage),
            ``rate_over_leverage`` (its rate, else 1, over the leverage) or † ``none``: MARGIN only (A5).
        liquidation: ``path``, ``close``, † ``bust`` (only at closes without equity) or † ``off``: when a
            MARGIN account that lacks maintenance margin is liquidated (A5).
        liquidation_fee: a fraction of notional that a liquidation costs beside the fees, such as 0.005 (A5).
        negative_balance: ``keep`` or ``write_off``: what happens to the debt of a bust account (A5).
        on_finish: ``mark`` or ``close`` (A12).
        sizing: ``fill``, ``decision``, † ``row_close`` (S2).
        stops_per: ``entry`` or ``position`` (S4).
        stop_cancels_signals: ``off`` or ``on`` (S4).
        waiting_entry: ``ignore`` or ``replace`` (S1).
        risk: pre-trade limits, ``bt.RiskLimits(...)``, or None (A11).
        calendar: sessions, at whose end DAY orders expire (F8), and outside which rows do not execute (B8): a
            ``TradingCalendar``, ``always_open``,
            ``fx_week``, or None: a session is a UTC day.
        seed: a whole number, zero or more, on which random draws depend, and nothing else does (O4).

    Raises:
        ConfigError: naming the option, its value and what is allowed.

    Example:
        >>> venue = Venue("SIM", balances=["100000 USD"], fill_timing="this_close")
        >>> venue.optimistic()
        ['fill_timing=this_close']
    """

    name: str = "SIM"
    balances: tuple[Money, ...] | Iterable[Money | str] | Money | str = ("100000 USD",)
    account_type: Literal["CASH", "MARGIN"] | AccountType = "CASH"
    oms_type: Literal["NETTING", "HEDGING"] | OmsType = "NETTING"
    hedging_margin: Literal["both", "net"] = "both"
    leverage: Decimal | Number | None = None
    fees: tuple[FeeModel, ...] | FeeModel | Sequence[FeeModel] | None = None
    slippage: SlippageModel | None = None
    slippage_on: Literal["taker", "all", "entries", "no_stops"] = "taker"
    clamp_slippage: Literal["off", "on"] = "off"
    fill_timing: Literal["next_open", "this_close", "next_close"] = "next_open"
    latency: Latency | CustomLatency | Mapping[str, Any] | None = None
    latency_in_bar: Literal["wait", "close"] = "wait"
    tick_timing: Literal["next_row", "this_row"] = "next_row"
    fill_price: Literal["open", "mid", "worst", "vwap"] | CustomFillPrice = "open"
    bar_path: Literal["worst", "OHLC", "OLHC", "adaptive"] = "worst"
    gtd_edge: Literal["strict", "first_point"] = "strict"
    limit_gap: Literal["limit", "open"] = "limit"
    limit_touch: Literal["touch", "through", "probability"] = "touch"
    limit_touch_probability: Decimal | Number | None = None
    stop_limit_same_bar: Literal["on", "off"] = "on"
    bracket_anchor: Literal["fill", "price", "close"] = "fill"
    bracket_from: Literal["fill", "next_row", "fill_if_market"] = "fill"
    cancel_linked: Literal["off", "on"] = "off"
    stop_in_market: Literal["trigger", "reject"] = "trigger"
    trail_update: Literal["path", "row"] = "path"
    fill_on_zero_volume: Literal["auto", "on", "off"] = "auto"
    extended_hours: Literal["off", "on"] = "off"
    mark_price: Literal["close_side", "mid"] = "close_side"
    volume_limit: Decimal | Number | CustomVolumeLimit | None = None
    volume_split: Literal["row", "points"] = "row"
    through_fills: Literal["capped", "all"] = "capped"
    remainder: Literal["next_row", "tick_worse"] = "next_row"
    on_insufficient_cash: Literal["deny", "cut"] = "deny"
    margin_model: Literal["rate", "rate_over_leverage", "none"] = "rate"
    liquidation: Literal["path", "close", "bust", "off"] = "path"
    liquidation_fee: Decimal | Number = Decimal(0)
    negative_balance: Literal["keep", "write_off"] = "keep"
    on_finish: Literal["mark", "close"] = "mark"
    sizing: Literal["fill", "decision", "row_close"] = "fill"
    stops_per: Literal["entry", "position"] = "entry"
    stop_cancels_signals: Literal["off", "on"] = "off"
    waiting_entry: Literal["ignore", "replace"] = "ignore"
    risk: RiskLimits | Mapping[str, Any] | None = None
    calendar: TradingCalendar | str | Mapping[str, Any] | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name in OPTIONS:
            value = getattr(self, name)
            if name == "oms_type" and _name(value) == "UNSPECIFIED":
                value = "NETTING"
            if name == "fill_price":
                refuse_plain(name, value)
                if isinstance(value, CustomFillPrice):
                    continue
            object.__setattr__(self, name, choice(name, value))
        object.__setattr__(self, "name", VenueId(str(self.name)).value)
        object.__setattr__(self, "balances", _balances(self.balances))
        object.__setattr__(self, "leverage", self._checked_leverage())
        object.__setattr__(self, "limit_touch_probability", self._checked_probability())
        object.__setattr__(self, "liquidation_fee", self._checked_liquidation_fee())
        self._check_margin_options()
        object.__setattr__(self, "volume_limit", self._checked_volume_limit())
        if self.volume_split == "points" and self.volume_limit is None:
            raise ConfigError(
                "volume_split='points' splits what volume_limit= lets orders take of a row: give both"
            )
        if self.bracket_anchor == "close" and self.bracket_from != "next_row":
            raise ConfigError(
                f"bracket_anchor='close' with bracket_from={self.bracket_from!r}: the close is known when "
                "the row is over, so that exits cannot live before: give bracket_from='next_row'"
            )
        object.__setattr__(self, "fees", fee_models(self.fees))
        object.__setattr__(self, "slippage", slippage_model(self.slippage))
        object.__setattr__(self, "risk", risk_limits(self.risk))
        object.__setattr__(self, "calendar", calendar_of(self.calendar))
        object.__setattr__(self, "latency", latency_model(self.latency))
        if self.delays is not None and self.fill_timing == "this_close":
            raise ConfigError(
                "latency= and fill_timing='this_close' contradict each other: an order that arrives later "
                "cannot fill at a close that is over; leave one of them out"
            )
        if self.delays is not None and self.tick_timing == "this_row":
            raise ConfigError(
                "latency= and tick_timing='this_row' contradict each other: an order that arrives later "
                "cannot fill on the tick it was sent on; leave one of them out"
            )
        given: object = self.seed
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 2**63:
            raise ConfigError(f"seed={given!r} must be a whole number from 0 to below 2**63")

    @property
    def start(self) -> Money:
        """What the account starts with, in the currency named first."""
        return next(iter(self.balances))  # type: ignore[return-value, arg-type] # money since __post_init__

    @property
    def sessions(self) -> TradingCalendar | None:
        """The trading calendar; None where a session is a UTC day."""
        return self.calendar  # type: ignore[return-value] # a calendar since __post_init__

    @property
    def delays(self) -> Latency | CustomLatency | None:
        """The latency; None where there is none."""
        return self.latency  # type: ignore[return-value] # a model since __post_init__

    @property
    def latest_submit(self) -> int:
        """The longest that an order is on its way, ns."""
        return 0 if self.delays is None else self.delays.latest_submit

    @property
    def risk_limits(self) -> RiskLimits | None:
        """The pre-trade limits; None where there are none."""
        return self.risk  # type: ignore[return-value] # limits since __post_init__

    @property
    def currency(self) -> Currency:
        """The currency of the balance named first."""
        return self.start.currency

    @property
    def currencies(self) -> list[Currency]:
        """The currencies of the account, in the order of its balances."""
        return [money.currency for money in self.balances]  # type: ignore[union-attr] # money since __post_init__

    def start_of(self, currency: Currency) -> int:
        """Return what the account starts with in a currency, in units of it; 0 where it names none.

        Args:
            currency: any.
        """
        return next((money.units for money in self.balances if money.currency == currency), 0)  # type: ignore[union-attr]

    @property
    def account_id(self) -> str:
        """Id of the venue's account."""
        return f"{self.name}-001"

    def optimistic(self) -> list[str]:
        """Return the options that flatter the result (†), as ``name=value``."""
        return [
            f"{name}={value}"
            for name, option in OPTIONS.items()
            if (value := getattr(self, name)) in option.optimistic
        ]

    def with_options(self, **options: object) -> Self:
        """Return the venue with some options changed; None leaves one as it is.

        Args:
            **options: fields by name.

        Raises:
            UnknownNameError: if there is no such option.
            ConfigError: if a value is not allowed.
        """
        given = {name: value for name, value in options.items() if value is not None}
        for name in given:
            if name not in self.__slots__:
                raise unknown_name("option", name, self.__slots__)
        return replace(self, **given) if given else self  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """Return every option as plain values, ready for JSON or TOML."""
        options: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        options["balances"] = [_money_dict(money) for money in options["balances"]]
        for name in ("leverage", "limit_touch_probability", "volume_limit", "liquidation_fee"):
            if options[name] is not None and not isinstance(options[name], CustomModel):
                options[name] = plain(options[name])
        options["fees"] = None if self.fees is None else [fee.to_dict() for fee in options["fees"]]
        options["slippage"] = None if self.slippage is None else self.slippage.to_dict()
        for name in ("fill_price", "volume_limit"):
            if isinstance(options[name], CustomModel):
                options[name] = options[name].to_dict()
        options["latency"] = None if self.delays is None else self.delays.to_dict()
        options["risk"] = None if self.risk_limits is None else self.risk_limits.to_dict()
        options["calendar"] = calendar_values(self.sessions)
        return options

    @classmethod
    def from_dict(cls, options: Mapping[str, Any]) -> Self:
        """Build the venue that ``to_dict`` wrote.

        Args:
            options: options by name; what is left out takes its default.

        Returns:
            The venue.

        Raises:
            UnknownNameError: if there is no such option.
            ConfigError: if a value is not allowed.
        """
        for name in options:
            if name not in cls.__slots__:
                raise unknown_name("venue option", name, cls.__slots__)
        given = dict(options)
        if isinstance(given.get("balances"), Sequence) and not isinstance(given["balances"], str):
            given["balances"] = [_money(balance) for balance in given["balances"]]
        return cls(**given)

    def _checked_volume_limit(self) -> Decimal | CustomVolumeLimit | None:
        if self.volume_limit is None or isinstance(self.volume_limit, CustomVolumeLimit):
            return self.volume_limit
        refuse_plain("volume_limit", self.volume_limit)
        limit = nearest_rate(self.volume_limit, "volume_limit")
        if not 0 < limit <= 1_000_000:
            raise ConfigError(
                f"volume_limit={self.volume_limit!r} must be a share of a row's volume, above 0 and at most "
                "1000000, such as 0.1; None does not cap"
            )
        return limit

    def _checked_leverage(self) -> Decimal | None:
        if self.leverage is None:
            return None
        leverage = nearest_rate(self.leverage, "leverage")
        if self.account_type != "MARGIN":
            raise ConfigError(
                f"leverage={self.leverage!r} needs account_type='MARGIN'; a CASH account does not borrow"
            )
        if not 0 < leverage <= 1_000_000:
            raise ConfigError(f"leverage={self.leverage!r} must be above 0 and at most 1000000")
        return leverage

    def _checked_liquidation_fee(self) -> Decimal:
        fee = nearest_rate(self.liquidation_fee, "liquidation_fee")
        if not 0 <= fee <= 1:
            raise ConfigError(
                f"liquidation_fee={self.liquidation_fee!r} must be a fraction of notional, from 0 to 1, such "
                "as 0.005"
            )
        return fee

    def _check_margin_options(self) -> None:
        """Refuse what only a MARGIN account has on another one, and a leverage that nothing would read."""
        if self.hedging_margin == "net" and (self.oms_type, self.account_type) != ("HEDGING", "MARGIN"):
            raise ConfigError(
                "hedging_margin='net' needs oms_type='HEDGING' and account_type='MARGIN': only there an "
                "instrument has positions on both sides that need margin"
            )
        if self.account_type != "MARGIN":
            for name in ("margin_model", "negative_balance", "liquidation", "liquidation_fee"):
                default = type(self).__dataclass_fields__[name].default
                if getattr(self, name) != default:
                    raise ConfigError(
                        f"{name}={getattr(self, name)!r} needs account_type='MARGIN'; a CASH account owes "
                        "nothing"
                    )
        elif self.margin_model == "rate_over_leverage" and self.leverage is None:
            raise ConfigError(
                "margin_model='rate_over_leverage' needs leverage=, the number that rates are divided by"
            )

    def _checked_probability(self) -> Decimal | None:
        given = self.limit_touch_probability
        if (given is None) == (self.limit_touch == "probability"):
            raise ConfigError(
                f"limit_touch={self.limit_touch!r} with limit_touch_probability={given!r}: give both, as in "
                "limit_touch='probability', limit_touch_probability=0.5, or no probability"
            )
        if given is None:
            return None
        probability = nearest_rate(given, "limit_touch_probability")
        if not 0 <= probability <= 1:
            raise ConfigError(f"limit_touch_probability={given!r} must lie from 0 to 1")
        return probability


def _name(value: object) -> object:
    """Upper-case name of a word or of a code."""
    return getattr(value, "name", value.upper() if isinstance(value, str) else value)


def _balances(balances: object) -> tuple[Money, ...]:
    """The start balances as money: one for each currency, none below zero, one of them above."""
    if isinstance(balances, Money | str):
        balances = (balances,)
    if not isinstance(balances, Iterable):
        raise ConfigError(
            f"balances={balances!r}: give a list such as ['100000 USD'] or [bt.Money(100_000, 'USD')]"
        )
    parsed = tuple(_money(balance) for balance in balances)
    if not parsed:
        raise ConfigError("balances=[]: an account needs money to start with, such as ['100000 USD']")
    shown = [str(money) for money in parsed]
    codes = [money.currency.code for money in parsed]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise ConfigError(f"balances={shown}: {twice} is named twice; give one balance for each currency")
    if min(money.units for money in parsed) < 0:
        raise ConfigError(f"balances={shown}: a start balance must not be below zero")
    if max(money.units for money in parsed) == 0:
        raise ConfigError(f"balances={shown}: a start balance must be above zero")
    return parsed


def _money(balance: object) -> Money:
    if isinstance(balance, Mapping) and set(balance) == {"amount", "currency"}:
        return Money(balance["amount"], Currency.from_dict(balance["currency"]))
    if not isinstance(balance, Money | str):
        raise ConfigError(
            f"balances: {balance!r} is not money; write '100000 USD' or bt.Money(100_000, 'USD')"
        )
    return Money.parse(balance)


def _money_dict(money: Money) -> str | dict[str, Any]:
    """Money as text where its currency is the known one of that code, else in full."""
    if REGISTRY.get(money.currency.code) == money.currency:
        return str(money)
    return {"amount": f"{money.amount:f}", "currency": money.currency.to_dict()}
