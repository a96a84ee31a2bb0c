"""Reads the examples of docs/semantics.md: a few bars, what is sent, and what must come of it, as text.

A block opens with ```` ```example```` and a name. Each line says one thing:

    venue: bar_path=OHLC, fees=PercentageFees(0, 0.001)     options that are not the page's defaults
    instrument: size_increment=10                           facts of X.SIM, else the only instrument
    calendar: 0-2 2-9                                       sessions, from the end of one bar to that of another
    start: 1000                                             the start balance, 100,000 without it
    1: 100 103 97 98                                        bar 1, a minute long: open high low close [volume [spread]]
    Y 1: 50 50 50 50                                        the same of another instrument, Y.SIM
    length: 5                                               bars last 5 minutes; bar n ends at minute 5n
    fine 3: 100 101 99 100                                  a finer bar of X.SIM, minute 3; ``after`` is in minutes
    quote 1: 99 101                                         instead of bars, or beside them by minutes: bid and
                                                            ask (- is not shown) [sizes]
    print 1: 100                                            and prints: price [size]
    after 1: BUY 10 e price=97                        sent after bar 1 under the name e
    after 2: cancel e / close_position / cancel_all         a command
    after 2: modify e price=99
    signals: entries={1}, exits={3}, quantity=10            columns that are true on these bars; constants
    fill 2: e BUY 10 at 97 MAKER LEG                        expected, in order; all fills stand there
    e: FILLED                                               the state of an order, with its reason if it has one
    balance: 99030                                          at the end; ``equity 3: 100010`` at a bar
    funding 3: 0.0001                                       a rate paid at the end of bar 3, or between rows at 3.5
    dividend 3: 0.5                                         what a unit held then is paid
    split 3: 2                                              a unit becomes two then
    expiry 3: 101.25                                        X.SIM is a future that expires then, settled at this price
    delisting 3: 0.5                                        X.SIM is delisted then; - is the last price, so in an expiry
    rate lending 3: 0.05                                    a rate a year from then on, on X.SIM or on cash
    deposit 3: -100                                         money put in, or taken out, then
    flow 3: funding -0.1                                    expected, in order, if any is: kind and amount

The account of these examples is MARGIN with no fees, unless ``venue`` says otherwise.
"""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from typing import Any

from tests import reference
from tests.golden import table
from tests.golden.table import Case

from .sources import page

BLOCK = re.compile(r"^```example (.+)\n((?:.*\n)*?)```$", flags=re.MULTILINE)
PAGE = "docs/semantics.md"


def examples(name: str = PAGE) -> list[Case]:
    """Every example of a page as a golden case, in order."""
    return [example(title, text) for title, text in BLOCK.findall(page(name))]


def example(title: str, text: str) -> Case:
    """One example; a line that says nothing known is a mistake of the page."""
    given: dict[str, Any] = {"bars": {}, "orders": [], "fills": [], "states": {}, "equity": {}}
    for line in text.splitlines():
        if line.strip():
            _read(given, *(part.strip() for part in line.split(":", 1)))
    if "calendar" in given:
        given["venue"] = given.get("venue", {}) | {"calendar": given.pop("calendar")}
    length = given.pop("length", 1)
    rows: Any = {
        name: table.coarse(*_in_order(texts), length=length) for name, texts in given.pop("bars").items()
    }
    if "finer" in given:
        given["finer"] = table.bars(*_in_order(given["finer"]))
    if "ticks" in given:
        ticks = table.ticks(*_in_order(given.pop("ticks")))
        if rows:
            given["beside"] = ticks
        else:
            rows = ticks
    orders = given.pop("orders")
    if "signals" in given:
        assert not orders, f"{title}: signals and orders"
        orders = table.signals(len(rows["X.SIM"]), **given.pop("signals"))
    return table.case(
        title, title.split(maxsplit=1)[0], rows, orders, given.pop("fills"), given.pop("states"), **given
    )


def _read(given: dict[str, Any], head: str, text: str) -> None:
    """Put what a line says where it belongs."""
    word, _, number = head.rpartition(" ")
    if word == "fine":
        given.setdefault("finer", {})[int(number)] = text
    elif head == "length":
        given["length"] = int(text)
    elif head.isdigit() or (number.isdigit() and re.fullmatch(r"[A-Z]+", word)):
        given["bars"].setdefault(f"{word or 'X'}.SIM", {})[int(number)] = text
    elif word in ("quote", "print"):
        minute = given.setdefault("ticks", {})
        minute[int(number)] = f"{minute.get(int(number), '')}; {word[0]} {text}"
    elif word == "after":
        given["orders"].append(_sent(float(number), text))
    elif word == "fill":
        given["fills"].append(_fill(float(number), text))
    elif word in ("expiry", "delisting"):
        given[{"expiry": "expiries", "delisting": "delistings"}[word]] = {float(number): text}
    elif word in ("funding", "dividend", "split"):
        given.setdefault(word if word == "funding" else f"{word}s", {})[float(number)] = text
    elif word.split(" ")[0] == "rate":
        given.setdefault("rates", {}).setdefault(word.removeprefix("rate "), {})[float(number)] = text
    elif word == "deposit":
        given.setdefault("deposits", {})[float(number)] = text
    elif word == "flow":
        kind, amount = text.split()
        given.setdefault("flows", []).append((float(number), kind, amount))
    elif word == "equity":
        given["equity"][int(number)] = text
    elif head in ("venue", "instrument", "signals"):
        given[head] = _words(text)
    elif head == "calendar":
        sessions = (session.split("-") for session in text.split())
        given[head] = tuple((table.at(int(opened)), table.at(int(closed))) for opened, closed in sessions)
    elif head in ("start", "balance"):
        given[head] = text
    else:
        assert re.fullmatch(r"[\w-]+", head), f"no line of an example: {head}: {text}"
        given["states"][head] = text


def _in_order(texts: dict[int, str]) -> list[str | None]:
    """The bars from 1 to the last; None for a minute without one."""
    return [texts.get(number) for number in range(1, max(texts) + 1)]


def _sent(bar: float, text: str) -> dict[str, Any]:
    """A row of the order table."""
    action, *rest = text.split(maxsplit=3)
    if action in ("BUY", "SELL"):
        send = table.buy if action == "BUY" else table.sell
        quantity = None if rest[0] == "-" else rest[0]
        return send(bar, rest[1], quantity, **_words(rest[2] if len(rest) > 2 else ""))
    if action in ("close_position", "cancel_all"):
        return table.command(bar, action)
    row = table.command(bar, action, name=rest[0])
    return row | {word: table.number_of(value) for word, value in _words(" ".join(rest[1:])).items()}


def _fill(bar: float, text: str) -> table.F:
    """An expected fill: ``e BUY 10 at 97 MAKER LEG``, then what else it must show."""
    match = re.fullmatch(r"(\S+) (BUY|SELL) (\S+) at (\S+) (MAKER|TAKER) (OPEN|LEG|CLOSE)(?: (.+))?", text)
    assert match, f"no fill: {text}"
    name, side, quantity, price, liquidity, point, more = match.groups()
    return table.fill(name, side, quantity, price, f"{liquidity} {point}", bar, **_words(more or ""))


def _words(text: str) -> dict[str, Any]:
    """``name=value, name=value``: numbers as exact decimals, sets of bars, models by name, words as text."""
    call = ast.parse(f"f({_quoted(text)})", mode="eval").body
    assert isinstance(call, ast.Call)
    return {str(word.arg): _value(word.value) for word in call.keywords}


def _quoted(text: str) -> str:
    """The text with a comma between its words, and bare words such as ``this_close`` left to the parser."""
    return re.sub(r"(?<=[\w)}\]])\s+(?=\w+=)", ", ", text)


def _value(node: ast.expr) -> Any:
    """What an expression of an example stands for."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        model = getattr(reference, node.func.id.replace("Custom", "Own"))
        words = {str(word.arg): _value(word.value) for word in node.keywords}
        return model(*(_value(argument) for argument in node.args), **words)
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_value(part) for part in node.elts)
    if isinstance(node, ast.Lambda):
        function: Any = eval(compile(ast.Expression(node), PAGE, "eval"))  # noqa: S307 - our own page
        return function
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand)
    value = ast.literal_eval(node)
    return Decimal(str(value)) if isinstance(value, float) else value
