"""Golden cases of DAY orders, with and without a calendar (F8)."""

from __future__ import annotations

from dataclasses import replace

from .table import QUIET, at, bars, buy, case, fill

DAY = {"time_in_force": "DAY"}
FALLING = bars(QUIET, "100 101 99 100", "100 101 95 96", "96 97 94 95", "95 96 93 94", "94 95 92 93")
SESSIONS = ((at(0), at(2)), (at(3), at(5)), (at(8), at(9)))
MIDNIGHT = 24 * 60


def over_midnight(*texts: str):
    """Bars of a minute around the end of the first day: the first ends two minutes before it."""
    shift = at(MIDNIGHT - 2) - at(1)
    rows = bars(*texts)
    return tuple(replace(bar, ts_open=bar.ts_open + shift, ts_event=bar.ts_event + shift) for bar in rows)


NIGHT = over_midnight(QUIET, QUIET, "100 101 95 96", "96 97 94 95")
"""They end at 23:58, 23:59, 24:00 and 00:01."""

CASES = [
    # first_point: the open of the first bar that ends after midnight still fills it.
    case(
        "day-first-point", "F8", over_midnight(QUIET, QUIET, QUIET, "95 95 95 95"),
        [buy(MIDNIGHT - 2, "e", 1, price=96, **DAY)], [fill("e", "BUY", 1, 96, "MAKER OPEN", MIDNIGHT + 1)],
        venue={"gtd_edge": "first_point"},
    ),
    # Without a calendar the day ends at 24:00 UTC; a bar that ends then still fills it.
    case(
        "day-lives-to-midnight", "F8", NIGHT, [buy(MIDNIGHT - 2, "e", 1, price=95, **DAY)],
        [fill("e", "BUY", 1, 95, "MAKER LEG", MIDNIGHT)], {"e": "FILLED"},
    ),
    # The bar after it does not: it has expired, at midnight.
    case(
        "day-ends-at-midnight", "F8", NIGHT, [buy(MIDNIGHT - 2, "e", 1, price=94, **DAY)], [], {"e": "EXPIRED"},
        columns={"e": {"ts_last": at(MIDNIGHT), "time_in_force": "DAY"}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED EXPIRED"},
    ),
    # Sent at 24:00 it is an order of the new day.
    case(
        "day-sent-at-midnight", "F8", NIGHT, [buy(MIDNIGHT, "e", 1, price=94, **DAY)],
        [fill("e", "BUY", 1, 94, "MAKER LEG", MIDNIGHT + 1)],
    ),
    # By calendar: sent in the session until bar 2, whose close is the last moment that could fill it.
    case(
        "day-in-a-session", "F8", FALLING, [buy(1, "e", 1, price=95, **DAY)], [], {"e": "EXPIRED"},
        venue={"calendar": SESSIONS}, columns={"e": {"ts_last": at(2)}},
    ),
    # Sent at that session's close it belongs to the next one, until bar 5: 93 is reached there, 92 no more.
    case(
        "day-sent-at-a-close", "F8", FALLING, [buy(2, "a", 1, price=93, **DAY), buy(2, "b", 1, price=92, **DAY)],
        [fill("a", "BUY", 1, 93, "MAKER LEG", 5)], {"a": "FILLED", "b": "EXPIRED"}, venue={"calendar": SESSIONS},
        columns={"b": {"ts_last": at(5)}},
    ),
    # Sent between the sessions: the next to open counts, whether there is data or not.
    case(
        "day-between-sessions", "F8", bars(*["100 101 99 100"] * 5, QUIET, QUIET, None, None, "100 101 90 91"),
        [buy(6, "e", 1, price=95, **DAY)], [], {"e": "EXPIRED"}, venue={"calendar": SESSIONS, "extended_hours": "on"},
        columns={"e": {"ts_last": at(9)}},
    ),
]
