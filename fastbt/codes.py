"""The integer codes that kernels, columns and the API share, each with its name and meaning.

A code is an ``IntEnum`` member: kernels and buffers store its number (int8 or int16), frames, SQL and
``str()`` show its name, and the number never changes once released. Sides are signed so that
``side * quantity`` is the signed quantity.
"""

from enum import IntEnum


class Code(IntEnum):
    """Base of all codes: a number to the machine, its name to the reader."""

    def __str__(self) -> str:
        # IntEnum shows the number, which says nothing in a message or a table.
        return self.name


class OrderSide(Code):
    """Direction of an order or a fill."""

    BUY = 1
    """Adds to a long or reduces a short position."""
    SELL = -1
    """Adds to a short or reduces a long position."""


class OrderType(Code):
    """What kind of order it is (rules F1 to F7)."""

    MARKET = 0
    """Fills when live at the first executable price."""
    LIMIT = 1
    """Fills at its price or better."""
    STOP_MARKET = 2
    """Becomes a market order when the price reaches its trigger on the adverse side."""
    STOP_LIMIT = 3
    """Becomes a limit order when the price reaches its trigger on the adverse side."""
    TRAILING_STOP_MARKET = 4
    """A stop whose trigger follows the price in favor."""
    MARKET_IF_TOUCHED = 5
    """Becomes a market order when the price reaches its trigger on the favorable side."""
    LIMIT_IF_TOUCHED = 6
    """Becomes a limit order when the price reaches its trigger on the favorable side."""
    TRAILING_STOP_LIMIT = 7
    """A stop-limit whose trigger and limit follow the price in favor."""
    MARKET_TO_LIMIT = 8
    """A market order whose remainder rests at the fill price."""
    MARKET_ON_OPEN = 9
    """Fills at the open of the session's first row."""
    MARKET_ON_CLOSE = 10
    """Fills at the close of the session's last row."""
    LIMIT_ON_OPEN = 11
    """Fills at the session's open if its limit allows."""
    LIMIT_ON_CLOSE = 12
    """Fills at the session's close if its limit allows."""
    TRAILING_STOP = 4
    """Alias of TRAILING_STOP_MARKET, the founding documents' name."""


class TimeInForce(Code):
    """How long an order stays live (rule F8)."""

    GTC = 0
    """Good until canceled."""
    IOC = 1
    """Immediate or cancel: takes what it can on arrival, the rest is canceled."""
    FOK = 2
    """Fill or kill: all on arrival or nothing."""
    GTD = 3
    """Good until its expire time."""
    DAY = 4
    """Good until the end of the session."""


class OrderStatus(Code):
    """State of an order (rule O1); ``ORDER_STATUS_TRANSITIONS`` says which may follow which."""

    INITIALIZED = 0
    """Created, not yet sent."""
    DENIED = 1
    """Refused by the pre-trade checks; never reached the venue."""
    SUBMITTED = 2
    """Sent; on its way to the venue."""
    ACCEPTED = 3
    """Live at the venue."""
    REJECTED = 4
    """Refused by the venue on arrival."""
    CANCELED = 5
    """Ended by a cancel, a contingency or its time in force."""
    EXPIRED = 6
    """Ended by its expire time."""
    TRIGGERED = 7
    """Its trigger price was reached; now a market or limit order."""
    PENDING_UPDATE = 8
    """A modify command is on its way; the old terms still apply."""
    PENDING_CANCEL = 9
    """A cancel command is on its way; it may still fill."""
    PARTIALLY_FILLED = 10
    """Part of its quantity is filled."""
    FILLED = 11
    """All of its quantity is filled."""


_STATUS = OrderStatus
ORDER_STATUS_TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    _STATUS.INITIALIZED: frozenset({_STATUS.DENIED, _STATUS.SUBMITTED}),
    _STATUS.DENIED: frozenset(),
    _STATUS.SUBMITTED: frozenset({_STATUS.ACCEPTED, _STATUS.REJECTED, _STATUS.CANCELED, _STATUS.EXPIRED}),
    _STATUS.ACCEPTED: frozenset(
        {
            _STATUS.REJECTED,
            _STATUS.CANCELED,
            _STATUS.EXPIRED,
            _STATUS.TRIGGERED,
            _STATUS.PENDING_UPDATE,
            _STATUS.PENDING_CANCEL,
            _STATUS.PARTIALLY_FILLED,
            _STATUS.FILLED,
        }
    ),
    _STATUS.REJECTED: frozenset(),
    _STATUS.CANCELED: frozenset(),
    _STATUS.EXPIRED: frozenset(),
    _STATUS.TRIGGERED: frozenset(
        {
            _STATUS.REJECTED,
            _STATUS.CANCELED,
            _STATUS.EXPIRED,
            _STATUS.PENDING_UPDATE,
            _STATUS.PENDING_CANCEL,
            _STATUS.PARTIALLY_FILLED,
            _STATUS.FILLED,
        }
    ),
    _STATUS.PENDING_UPDATE: frozenset(
        {
            _STATUS.ACCEPTED,
            _STATUS.CANCELED,
            _STATUS.EXPIRED,
            _STATUS.TRIGGERED,
            _STATUS.PENDING_CANCEL,
            _STATUS.PARTIALLY_FILLED,
            _STATUS.FILLED,
        }
    ),
    _STATUS.PENDING_CANCEL: frozenset(
        {
            _STATUS.ACCEPTED,
            _STATUS.CANCELED,
            _STATUS.EXPIRED,
            _STATUS.TRIGGERED,
            _STATUS.PARTIALLY_FILLED,
            _STATUS.FILLED,
        }
    ),
    _STATUS.PARTIALLY_FILLED: frozenset(
        {
            _STATUS.CANCELED,
            _STATUS.EXPIRED,
            _STATUS.PENDING_UPDATE,
            _STATUS.PENDING_CANCEL,
            _STATUS.PARTIALLY_FILLED,
            _STATUS.FILLED,
        }
    ),
    _STATUS.FILLED: frozenset(),
}
"""Which status may follow which; terminal states have an empty set."""


class OmsType(Code):
    """How fills become positions (rule A2)."""

    UNSPECIFIED = 0
    """Resolved to NETTING."""
    NETTING = 1
    """One position per account, strategy and instrument."""
    HEDGING = 2
    """A position per opening order."""


class AccountType(Code):
    """How an account pays for positions (rules A4 to A6)."""

    CASH = 0
    """Pays and receives notional; no borrowing."""
    MARGIN = 1
    """Moves by realized profit; positions need margin."""
    BETTING = 2
    """Locks stakes and liabilities."""


class AssetClass(Code):
    """What an instrument is a claim on."""

    EQUITY = 0
    """Shares and funds."""
    FX = 1
    """Currencies."""
    CRYPTO = 2
    """Crypto assets."""
    COMMODITY = 3
    """Commodities."""
    INDEX = 4
    """Index levels."""
    BETTING = 5
    """Outcomes of events."""
    DEBT = 6
    """Bonds and rates."""


class InstrumentClass(Code):
    """Class of an instrument, which decides its notional and settlement formulas (rule A7)."""

    EQUITY = 0
    """quantity x price."""
    CURRENCY_PAIR = 1
    """quantity of the base currency x price."""
    INDEX = 2
    """A level; it does not trade."""
    FUTURES_CONTRACT = 3
    """quantity x multiplier x price, with an expiry."""
    CRYPTO_PERPETUAL = 4
    """quantity x multiplier x price, or / price when inverse."""
    OPTIONS_CONTRACT = 5
    """quantity x multiplier x price, exercised or expired at expiry."""
    BETTING_INSTRUMENT = 6
    """stake at odds."""
    PREDICTION_MARKET = 7
    """A price between 0 and 1 that settles at 0 or 1."""
    CRYPTO_FUTURE = 8
    """As CRYPTO_PERPETUAL, with an expiry instead of funding."""


class CurrencyType(Code):
    """Kind of a currency."""

    FIAT = 0
    """Issued by a state."""
    CRYPTO = 1
    """Lives on a ledger."""


class LiquiditySide(Code):
    """Whether a fill provided or took liquidity."""

    MAKER = 1
    """A resting limit order was reached."""
    TAKER = 2
    """Everything else."""


class PositionSide(Code):
    """Sign of a position."""

    FLAT = 0
    """No position."""
    LONG = 1
    """Quantity above zero."""
    SHORT = -1
    """Quantity below zero."""


class BarAggregation(Code):
    """Unit of a bar's length."""

    TICK = 0
    """A number of ticks."""
    SECOND = 1
    """Seconds."""
    MINUTE = 2
    """Minutes."""
    HOUR = 3
    """Hours."""
    DAY = 4
    """Days or sessions."""
    WEEK = 5
    """Weeks."""
    MONTH = 6
    """Calendar months."""
    VOLUME = 7
    """An amount of volume."""
    VALUE = 8
    """An amount of traded value."""


class PriceType(Code):
    """Which price a bar is made of."""

    BID = 1
    """Best bid."""
    ASK = 2
    """Best ask."""
    MID = 3
    """Middle of bid and ask."""
    LAST = 4
    """Last traded price."""


class AggressorSide(Code):
    """Which side of a market print took liquidity."""

    NO_AGGRESSOR = 0
    """Unknown."""
    BUYER = 1
    """The buyer."""
    SELLER = -1
    """The seller."""


class BookAction(Code):
    """What a book change does to an order or a price level."""

    ADD = 1
    """An order, or a level, appears."""
    UPDATE = 2
    """Its size is now this one; a level of size 0 is gone."""
    DELETE = 3
    """It disappears."""
    CLEAR = 4
    """The whole book is emptied; what follows builds it anew."""
    TRADE = 5
    """A trade took place against the book; the book itself changes by other rows."""
    FILL = 6
    """A resting order was filled; the book itself changes by other rows."""


class ActionKind(Code):
    """What a corporate action does."""

    SPLIT = 1
    """Each unit becomes ``ratio`` units."""
    DIVIDEND = 2
    """Each unit is paid ``amount``."""
    DELISTING = 3
    """Trading ends; each unit is paid ``amount``, or the last price where that is null."""
    SETTLEMENT = 4
    """The price at which a contract is settled at its expiry: ``amount``."""


class BarStamp(Code):
    """What the time in a source of bars means (rule T2)."""

    CLOSE = 0
    """The bar's end."""
    OPEN = 1
    """The bar's start; shifted by its length on ingest."""
    SESSION = 2
    """A date that labels a session."""


class RowKind(Code):
    """Kind of a timeline row; rows of equal time sort by this number (rule T1)."""

    BAR = 0
    """A bar, at its close."""
    FUNDING = 1
    """A funding payment."""
    RATE = 2
    """A lending, staking, borrow, cash or conversion rate."""
    ACTION = 3
    """A split, dividend or delisting."""
    EXPIRY = 4
    """An expiry or settlement."""
    QUOTE = 5
    """A best bid and ask."""
    TRADE_TICK = 6
    """A market print."""
    BOOK_CHANGE = 7
    """A change of an order book."""
    TIMER = 8
    """A strategy's timer."""


class BarPath(Code):
    """In which order a bar visits its extremes (rules B1, B2)."""

    WORST = 0
    """Against the position held."""
    OHLC = 1
    """High before low."""
    OLHC = 2
    """Low before high."""
    ADAPTIVE = 3
    """The extreme nearer to the open first, low on a tie."""


class FillTiming(Code):
    """When an order sent on a bar becomes live (rule T5)."""

    NEXT_OPEN = 0
    """At the open of the first later bar of its instrument."""
    THIS_CLOSE = 1
    """At once, at the last close (optimistic)."""
    NEXT_CLOSE = 2
    """Market orders at the next bar's close, others at its open."""


class Contingency(Code):
    """What a fill does to the orders linked with it (rule F10)."""

    OTO = 0
    """One triggers the others: they wait for it to fill."""
    OCO = 1
    """One cancels the others."""
    OUO = 2
    """One updates the others: they are reduced by what has filled."""


class TriggerType(Code):
    """Which price tests the trigger of an order (section F)."""

    DEFAULT = 0
    """The price at which the order would fill."""
    BID_ASK = 1
    """The same by its name: the ask for a buy, the bid for a sale."""
    LAST_PRICE = 2
    """The newest print."""
    MID_POINT = 3
    """The middle of bid and ask."""


class FillPoint(Code):
    """Where on its row a fill happened."""

    OPEN = 0
    """At the first price."""
    LEG = 1
    """Between two points of the path."""
    CLOSE = 2
    """At the last price."""


class FillCause(Code):
    """Why an order was sent (rule O3)."""

    SIGNAL = 0
    """The strategy asked for it."""
    STOP_LOSS = 1
    """A bracket's stop-loss."""
    TAKE_PROFIT = 2
    """A bracket's take-profit."""
    TRAILING_STOP = 3
    """A bracket's trailing stop."""
    TIME_STOP = 4
    """A bracket's time stop."""
    LIQUIDATION = 5
    """The account lacked margin."""
    EXPIRY = 6
    """The instrument expired."""
    DELISTING = 7
    """The instrument was delisted."""
    REBALANCE = 8
    """A target weight."""
    CLOSE_OUT = 9
    """The end of the run closed it."""
    SPLIT = 10
    """A split left less than a lot of the position."""
    RISK_HALT = 11
    """The account had lost more than its risk limits allow."""


class Reason(Code):
    """Why an order was refused, cut or ended without a fill (rules A4, A11, F8 to F16)."""

    NONE = 0
    """Nothing to explain."""
    QUANTITY_ZERO = 1
    """The quantity, rounded down to a lot, is zero."""
    QUANTITY_OFF_GRID = 2
    """The quantity is not a whole number of lots."""
    PRICE_OFF_GRID = 3
    """The price is not a whole number of ticks."""
    BELOW_MIN_QUANTITY = 4
    """The quantity is below the instrument's minimum."""
    ABOVE_MAX_QUANTITY = 5
    """The quantity is above the instrument's maximum."""
    BELOW_MIN_NOTIONAL = 6
    """The notional is below the instrument's minimum."""
    INSUFFICIENT_CASH = 7
    """A CASH account lacks free cash for cost and fee."""
    INSUFFICIENT_HOLDINGS = 8
    """A CASH account would sell more than it holds."""
    INSUFFICIENT_MARGIN = 9
    """A MARGIN account lacks available margin."""
    NOTHING_TO_REDUCE = 10
    """A reduce-only order found no position to reduce."""
    POSITION_CLOSED = 11
    """A reduce-only order ended with its position."""
    STOP_IN_MARKET = 12
    """The trigger was already true on arrival and the venue rejects that."""
    BRACKET_LEVELS = 13
    """A stop-loss or take-profit lies on the wrong side of the entry."""
    NO_PRICE = 14
    """No price of the instrument is known yet."""
    BY_USER = 15
    """A cancel command."""
    SIBLING_FILLED = 16
    """A linked order was filled."""
    PARENT_ENDED = 17
    """The entry ended without a fill."""
    REPLACED = 18
    """A newer order or stop set took its place."""
    SIGNAL_EXIT = 19
    """An exit signal canceled the waiting entry."""
    TIME_IN_FORCE = 20
    """IOC or FOK could not fill, or not all of it, at once."""
    EXPIRED = 21
    """Its expire time passed."""
    ORDER_CLOSED = 22
    """A cancel named an order that had already ended."""
    NO_POSITION = 23
    """A close command found no position."""
    NOT_TRADABLE = 24
    """The instrument does not trade."""
    INVALID_PRICE = 25
    """A limit, trigger or offset is zero, negative or missing where it must not be."""
    CUT_TO_FUNDS = 26
    """The quantity was cut to what the funds allow."""
    NO_STOP = 27
    """A risk size needs a stop-loss to measure the risk by."""
    POST_ONLY = 28
    """A post-only order would have taken liquidity."""
    NOT_LIVE = 29
    """A modify named a bracket's child, which has no terms before its entry fills."""
    ALREADY_TRIGGERED = 30
    """A modify gave a trigger to an order that has been triggered."""
    SESSION_PRICE = 31
    """The session's open or close was beyond the limit of an on-open or on-close order, or did not trade."""
    EXIT_FILLED = 32
    """An exit of its bracket filled while the entry was still waiting for more."""
    BELOW_FILLED = 33
    """A modify gave a quantity below what is filled."""
    SIBLING_CANCELED = 34
    """A linked order was canceled by the strategy."""
    BREAK_EVEN = 35
    """Its entry was far enough in gain to move the stop-loss to the entry's price."""
    END_OF_LOG = 36
    """Where the end of the log finds it: it follows the market, or waits for its first row with its terms."""
    POSITION_LIMIT = 40
    """The position, open orders counted, would pass the venue's risk limit."""
    ABOVE_MAX_NOTIONAL = 41
    """The notional is above the venue's risk limit."""
    ORDER_RATE = 42
    """The venue's risk limit of orders in an interval was reached."""
    TRADING_REDUCING = 43
    """Trading was limited to orders that make a position smaller."""
    TRADING_HALTED = 44
    """Trading was halted."""
    PARENT_FILLED = 45
    """The order that it waits for has filled, so it has as many lots, at most its own."""
    MAX_DRAWDOWN = 46
    """Its account had fallen too far below its highest equity."""
    MAX_DAILY_LOSS = 47
    """Its account had lost too much on that day."""
    LIQUIDATED = 50
    """Its account lacked margin and was liquidated."""
    ACCOUNT_BUST = 51
    """Its account had lost its equity."""
    BEYOND_FREE_CASH = 52
    """A withdrawal of more than the account had free."""
    INSTRUMENT_ENDED = 60
    """Its instrument expired or was delisted."""
    SPLIT = 61
    """A split brought its quantity and prices over, or left less than a lot of it."""


class FlowKind(Code):
    """Why money came or went that no fill moved (rules A5, A8, A10, A13)."""

    FUNDING = 0
    """A perpetual's funding."""
    INTEREST = 1
    """Interest on a balance."""
    BORROW = 2
    """A fee for borrowed money or holdings."""
    DIVIDEND = 3
    """A dividend."""
    DEPOSIT = 4
    """Money put in."""
    WITHDRAWAL = 5
    """Money taken out."""
    TRANSFER = 6
    """Money moved between accounts."""
    WRITE_OFF = 7
    """A bust account's debt that its venue let go."""
    SPLIT = 8
    """What a split pays for the fraction of a lot that it leaves; 0 where it leaves none."""

    @property
    def is_pnl(self) -> bool:
        """Whether it is gained or lost, not merely moved."""
        return self in (
            FlowKind.FUNDING,
            FlowKind.INTEREST,
            FlowKind.BORROW,
            FlowKind.DIVIDEND,
            FlowKind.SPLIT,
        )


class MessageKind(Code):
    """What a message between a strategy and its venue is about (rule T6)."""

    SUBMIT = 1
    """A new order."""
    MODIFY = 2
    """A change of an order."""
    CANCEL = 3
    """The end of an order."""
    REPORT = 4
    """An order event, told to the strategy."""


class TradingState(Code):
    """What a venue's risk limits let through (rule A11)."""

    ACTIVE = 1
    """Every order."""
    HALTED = 2
    """No order."""
    REDUCING = 3
    """Only orders that make a position smaller."""


class SizeRule(Code):
    """How an order's quantity is found (rule S2)."""

    QUANTITY = 0
    """Units, as given."""
    VALUE = 1
    """A budget in the settlement currency."""
    PERCENT_OF_EQUITY = 2
    """A share of equity."""
    PERCENT_OF_CASH = 3
    """A share of free cash (CASH) or of available margin x leverage (MARGIN)."""
    RISK_PERCENT = 4
    """A share of equity at risk between entry and stop."""
    POSITION = 5
    """All of the position held at the fill."""


class Sizing(Code):
    """At which price and equity a budget is resolved (rule S2)."""

    FILL = 0
    """At the fill."""
    DECISION = 1
    """At the sending row's close."""
    ROW_CLOSE = 2
    """With the equity at the filling row's close (optimistic)."""


class EventKind(Code):
    """Kind of a row of the event log (rule O2)."""

    ORDER_INITIALIZED = 0
    """An order was created."""
    ORDER_DENIED = 1
    """The pre-trade checks refused it."""
    ORDER_SUBMITTED = 2
    """It was sent."""
    ORDER_ACCEPTED = 3
    """It arrived and is live."""
    ORDER_REJECTED = 4
    """The venue refused it."""
    ORDER_PENDING_UPDATE = 5
    """A modify command is on its way."""
    ORDER_UPDATED = 6
    """Its quantity or prices changed."""
    ORDER_MODIFY_REJECTED = 7
    """A modify command was refused; the order stays as it was."""
    ORDER_PENDING_CANCEL = 8
    """A cancel command is on its way."""
    ORDER_CANCEL_REJECTED = 9
    """A cancel command was refused; the order stays as it was."""
    ORDER_CANCELED = 10
    """It was canceled."""
    ORDER_TRIGGERED = 11
    """Its trigger was reached."""
    ORDER_EXPIRED = 12
    """Its time ran out."""
    ORDER_FILLED = 13
    """It was filled, in part or in full."""
    POSITION_OPENED = 14
    """A position came to be."""
    POSITION_CHANGED = 15
    """A position's quantity changed."""
    POSITION_CLOSED = 16
    """A position became flat."""
    ACCOUNT_STATE = 17
    """A balance moved."""
    COMMAND_REFUSED = 18
    """A command that concerns no order was refused."""


class RunStatus(Code):
    """How a call of the kernel ended."""

    DONE = 0
    """All rows asked for are processed."""
    OVERFLOW = 1
    """A product or sum left 64 bits; the row is named."""
    OUT_OF_MEMORY = 2
    """A buffer could not grow."""
    USER_ERROR = 3
    """The strategy's own code raised."""
    BAD_COMMAND = 4
    """A command names an order or instrument that does not exist."""
    STOPPED = 5
    """A callback asked to stop."""
    MODEL_ERROR = 6
    """A model of the user's own raised, or answered what cannot be."""


class OptionKind(Code):
    """Which right an option gives."""

    CALL = 1
    """To buy the underlying at the strike."""
    PUT = -1
    """To sell it at the strike."""


class TrailingOffsetType(Code):
    """What the offset of a trailing stop is counted in (rule F6)."""

    PRICE = 0
    """Units of the price."""
    BASIS_POINTS = 1
    """Ten-thousandths of the reference price."""
    TICKS = 2
    """Price increments of the instrument."""
