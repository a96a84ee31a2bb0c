"""Breaks rules of the market one at a time, and says whether the hand-worked cases notice: a test of the tests.

    python -m tests.mutations            every mutation, some twenty seconds each
    python -m tests.mutations F2 B3      those of some rules

Each is one small, plausible mistake in a copy of the package. The golden cases and the examples of docs/semantics.md are then run
against the copy; a mutation that survives is a hole in them, and the script ends with 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
JUDGES = ("tests/golden/test_golden.py", "tests/docs/test_rule_examples.py")
COPIED = ("fastbt", "tests", "catalog", "docs", "benchmarks", "notebooks", "pyproject.toml", "README.md")
FAILED = 1
"""Exit code of pytest when tests failed; any other is no verdict."""


@dataclass(frozen=True)
class Mutation:
    """One mistake: the first ``old`` in a file becomes ``new``."""

    rule: str
    what: str
    file: str
    old: str
    new: str

    def broken(self, text: str) -> str:
        """The text of the file with the mistake in it."""
        assert text.count(self.old) == 1, f"{self.rule}: {self.file} does not have {self.old!r} once"
        return text.replace(self.old, self.new)


KERNELS = "fastbt/kernels"
MUTATIONS = (
    Mutation("T3", "new orders act before resting ones", f"{KERNELS}/step.py",
             "open_resting(run, instrument_of(run, row), row)\n    if s.waiting_first >= 0:\n        arrive_new(run, first, last, ts)",
             "pass\n    if s.waiting_first >= 0:\n        arrive_new(run, first, last, ts)\n    for row in range(first, last):\n        open_resting(run, instrument_of(run, row), row)"),
    Mutation("T3", "at an open the nearest limit acts first", f"{KERNELS}/reached.py",
             "return 1 if x.distance < y.distance else 0", "return 1 if x.distance > y.distance else 0"),
    Mutation("B2", "worst goes to the good extreme first", f"{KERNELS}/extremes.py",
             "first = 1 if i.held < 0 else 0", "first = 1 if i.held > 0 else 0"),
    Mutation("B2", "the path does not turn after a fill", f"{KERNELS}/path.py",
             "if turns == 1 and sign(i.held) != before:", "if turns == 3 and sign(i.held) != before:"),
    Mutation("B3", "at one level limits act before triggers", f"{KERNELS}/book.py",
             "return place + 0 if waits_for_trigger(run, order) == 1 else RANK_LIMIT + place",
             "return RANK_LIMIT + place if waits_for_trigger(run, order) == 1 else place + 0"),
    Mutation("B3", "at one level the younger acts first", f"{KERNELS}/book.py",
             "        if e.key < key or (e.key == key and e.rank < rank):", "        if e.key < key or (e.key == key and e.rank > rank):"),
    Mutation("B5", "a bar without volume executes", f"{KERNELS}/opening.py",
             "s.touchable = 1 if bits & ROW_NO_TOUCH == 0 else 0", "s.touchable = 1"),
    Mutation("B6", "along a leg the order acts first that is nearer in ticks", f"{KERNELS}/pairs.py",
             "order = earlier(buy_at, ask_way, sale_at, bid_way)", "order = earlier(buy_at, 1, sale_at, 1)"),
    Mutation("B6", "a missing side trades", f"{KERNELS}/pairs.py",
             "buy = -1 if bits & ROW_NO_ASK != 0 else top_of(", "buy = top_of("),
    Mutation("B6", "beside ticks a bar leaves both sides at its bid", f"{KERNELS}/mixed_pairs.py",
             "i.ask = i64_at(s.ask_close, row)", "i.ask = i64_at(s.bid_close, row)"),
    Mutation("B6", "a print does not show the side that a bar before it lacked", f"{KERNELS}/ticks.py",
             "        i.middle = price\n        i.not_shown = 0\n", "        i.middle = price\n"),
    Mutation("B6", "beside ticks a bar of bid and ask tells a traded price", f"{KERNELS}/mixed_pairs.py",
             "    if bits & ROW_NO_TRADE == 0:\n", "    if bits >= 0:\n"),
    Mutation("B6", "on a bar prints test a trigger", f"{KERNELS}/prices.py",
             "by_prints = o.trigger_type == LAST_PRICE and s.on_tick == 1", "by_prints = o.trigger_type == LAST_PRICE"),
    Mutation("B6", "a missing side forgets the quotes", "fastbt/timeline/sides.py",
             "& ~rows.stands & ~rows.unheard", "& ~rows.stands & ~rows.tick"),
    Mutation("F2", "a limit passed by the open improves", f"{KERNELS}/reached.py",
             "touch(run, order, price, price if improves else order_at(s.orders, order).price)", "touch(run, order, price, price)"),
    Mutation("F2", "a touched limit is a taker", f"{KERNELS}/matching.py",
             "take(run, order, limit_price, MAKER)", "take(run, order, limit_price, TAKER)"),
    Mutation("F4", "a stop-limit ignores its limit", f"{KERNELS}/matching.py",
             "elif limit_allows(run, order, price) == 0:\n            rest_triggered", "elif limit_allows(run, order, price) == 2:\n            rest_triggered"),
    Mutation("F5", "an order to be touched waits on the wrong side", f"{KERNELS}/book.py",
             "    return -o.side if below else o.side + 0", "    return o.side + 0 if below else o.side + 0"),
    Mutation("F8", "an order lives a row too long", f"{KERNELS}/life.py",
             "expiry_at(s.expiries, 0).ts < now:", "expiry_at(s.expiries, 0).ts < now - 60_000_000_000:"),
    Mutation("F8", "FOK rests", f"{KERNELS}/matching.py",
             "(o.time_in_force == IOC or o.time_in_force == FOK)", "(o.time_in_force == IOC)"),
    Mutation("F9", "a reduce-only order does not shrink", f"{KERNELS}/one_fill.py",
             "elif o.quantity != NOTHING and o.quantity - o.filled > most:", "elif o.quantity != NOTHING and o.quantity - o.filled > most + 1000:"),
    Mutation("F9", "post-only takes", f"{KERNELS}/matching.py",
             "    if limit_allows(run, order, price) == 1:\n        if o.flags & ORDER_POST_ONLY != 0:",
             "    if limit_allows(run, order, price) == 1:\n        if o.flags & ORDER_POST_ONLY == -1:"),
    Mutation("F12", "slippage passes the limit", f"{KERNELS}/slippage.py",
             "return o.price if o.price != NOTHING and worse > o.price else worse", "return worse"),
    Mutation("F13", "slippage is rounded the better way", f"{KERNELS}/slippage.py",
             "worse = round_up_to(price + distance, i.price_increment)", "worse = round_down_to(price + distance, i.price_increment)"),
    Mutation("F14", "makers pay as takers", f"{KERNELS}/fees.py",
             "            total += at_rate(run, size, f.maker if liquidity == MAKER else f.taker)\n        elif f.kind >= PER_UNIT",
             "            total += at_rate(run, size, f.taker)\n        elif f.kind >= PER_UNIT"),
    Mutation("F15", "a moved order keeps its place", f"{KERNELS}/modify.py",
             "        o.place = s.sequence\n", ""),
    Mutation("F16", "reject is ignored", f"{KERNELS}/matching.py",
             "venue).stop_in_market_reject == 1:", "venue).stop_in_market_reject == 2:"),
    Mutation("A2", "a plain order closes where a venue hedges", f"{KERNELS}/apart.py",
             "return 1 if v.oms_type != HEDGING or", "return 1 if v.oms_type == HEDGING or"),
    Mutation("A2", "what one strategy holds another closes", f"{KERNELS}/apart.py",
             "if p.strategy != o.strategy or p.side == o.side:", "if p.side == o.side:"),
    Mutation("A2", "an order that names a position closes others", f"{KERNELS}/apart.py",
             "return 1 if order_at(s.orders, o.opener).position == position else 0", "return 1"),
    Mutation("A2", "the newest position is closed first", f"{KERNELS}/apart.py",
             "    k = types.int64(instrument_at(s.instruments, order_at(s.orders, order).instrument).position_first)\n    while k >= 0 and closes(run, order, k) == 0:\n        k = types.int64(position_at(s.positions, k).next)",
             "    k = types.int64(instrument_at(s.instruments, order_at(s.orders, order).instrument).position_last)\n    while k >= 0 and closes(run, order, k) == 0:\n        k = types.int64(position_at(s.positions, k).previous)"),
    Mutation("A2", "margin on both sides is on the net", f"{KERNELS}/apart.py",
             "if venue_at(s.venues, i.venue).margin_net == 0:", "if venue_at(s.venues, i.venue).margin_net == 2:"),
    Mutation("A2", "margin on the net is on every position", f"{KERNELS}/funds.py",
             "if s.against == 0 or venue_at(s.venues, i.venue).margin_net == 0:", "if s.against >= 0:"),
    Mutation("A2", "a flip closes nothing of its commission", f"{KERNELS}/positions.py",
             "closing_commission = share(commission, closing, closing + opening)", "closing_commission = 0 * closing"),
    Mutation("A3", "the last close takes a rounded share", f"{KERNELS}/value.py",
             "    return multiply_divide(amount, part, whole)", "    return amount // whole * part"),
    Mutation("A4", "a fill may spend what others have locked", f"{KERNELS}/funds.py",
             "        return b.total - others\n", "        return b.total + 0 * others\n"),
    Mutation("A5", "margin is not asked for", f"{KERNELS}/funds.py",
             "    if margin + fee > available:", "    if fee > available:"),
    Mutation("A11", "a minimum may be missed by a lot", f"{KERNELS}/checks.py",
             "    if i.min_quantity != NOTHING and lots < i.min_quantity:", "    if i.min_quantity != NOTHING and lots < i.min_quantity - i.size_increment:"),
    Mutation("O3", "no fill is ambiguous", f"{KERNELS}/bracket_levels.py",
             "if low_for(run, row, o.side) <= level <= high_for(run, row, o.side):\n                return 1", "if low_for(run, row, o.side) <= level <= high_for(run, row, o.side):\n                return 0"),
    Mutation("S4", "a time stop is a row late", f"{KERNELS}/brackets.py",
             "b.due_row = i.rows_seen + b.time_value", "b.due_row = i.rows_seen + 1 + b.time_value"),
    Mutation("F6", "a trailing stop does not follow", f"{KERNELS}/trailing.py",
             "    t.reference = price\n    booked =", "    booked ="),
    Mutation("F11", "used size is there again", f"{KERNELS}/participation.py",
             "i.size_rest = less(i.size_rest, lots)", "i.size_rest = less(i.size_rest, 0)"),
    Mutation("A5", "liquidated a tick too early", f"{KERNELS}/liquidation.py",
             "return side * below * step", "return side * above * step"),
    Mutation("A5", "a liquidation leaves orders at work", f"{KERNELS}/liquidation.py",
             "    cancel_orders(run, i.balance)\n    clear_level(run, i.balance)", "    clear_level(run, i.balance)"),
    Mutation("A5", "at closes the smallest loss goes first", f"{KERNELS}/liquidation.py",
             ".marked < position_at(s.positions, worst).marked:", ".marked > position_at(s.positions, worst).marked:"),
    Mutation("F7", "an order on close fills at the open", f"{KERNELS}/closing.py",
             "stand_at_point(run, row, s.close, s.bid_close, s.ask_close)", "stand_at_point(run, row, s.open, s.bid_open, s.ask_open)"),
    Mutation("F2", "through is a touch", f"{KERNELS}/book.py",
             "o.price - o.side * o.beyond", "o.price - 0 * o.beyond"),
    Mutation("F1", "on a quote a buy pays the bid", f"{KERNELS}/prices.py",
             "return s.ask + 0 if order_at(s.orders, order).side > 0 else s.bid + 0", "return s.bid + 0 if order_at(s.orders, order).side > 0 else s.ask + 0"),
    Mutation("F7", "on ticks an order on open acts before its session", f"{KERNELS}/ticks.py",
             "        return 1 if ts >= o.live_from else 0\n    if ts !=", "        return 1\n    if ts !="),
    Mutation("F7", "an order on close takes a tick of another session", f"{KERNELS}/session_end.py",
             "return 1 if o.live_from <= i64_at(s.ts_event, newest) <= end_of_session else 0", "return 1 if newest >= 0 else 0"),
    Mutation("F7", "an order on close takes a tick that comes after its session", f"{KERNELS}/session_end.py",
             "o.live_from <= i64_at(s.ts_event, newest) <= end_of_session", "o.live_from <= i64_at(s.ts_event, newest)"),
    Mutation("F7", "a row at the very end is not the session's", f"{KERNELS}/group_end.py",
             "    close_sessions(run, last - 1, 1)\n", ""),
    Mutation("F6", "a trailing stop follows what does not test it", f"{KERNELS}/trailing.py",
             "tested = s.special_triggers == 0 or is_tested(run, trail_at(s.trails, k).order) == 1", "tested = True"),
    Mutation("F10", "a tick closes at the other side", f"{KERNELS}/brackets.py",
             "return newest_price(run, f.instrument, f.side)", "return newest_price(run, f.instrument, -f.side)"),
    Mutation("T6", "a latency of the user's own takes every message for an order", f"{KERNELS}/custom_latency.py",
             "t.kind = s.message", "t.kind = 0"),
    Mutation("T6", "a latency of the user's own is told what has filled as the quantity", f"{KERNELS}/custom_latency.py",
             "t.quantity = o.quantity", "t.quantity = o.filled"),
    Mutation("F11", "a limit of the user's own forgets what was taken", f"{KERNELS}/custom_sizes.py",
             "return max(lots - t.taken, 0)", "return lots + 0"),
    Mutation("F11", "a limit of the user's own hears of takers alone", f"{KERNELS}/custom_sizes.py",
             "t.is_maker = 1 if s.fill_liquidity == MAKER else 0", "t.is_maker = 0"),
    Mutation("S4", "what a replaced entry fills further gets its own stops again", f"{KERNELS}/position_sets.py",
             "if other and over == 1:", "if other and over == 2:"),
    Mutation("S4", "an exit leaves what replaced entries still wait for", f"{KERNELS}/position_sets.py",
             "is_over(run, o.bracket) == 1 and is_open", "is_over(run, o.bracket) == 2 and is_open"),
    Mutation("A7", "orders outlive their contract", f"{KERNELS}/endings.py",
             "    while i.open_first >= 0 and s.status == 0:\n        end(", "    while i.open_first >= 0 and s.status > 99:\n        end("),
    Mutation("A7", "a contract that expired still trades", f"{KERNELS}/endings.py", "i.tradable = 0", "i.tradable = 1"),
    Mutation("A7", "the settlement price is passed over", f"{KERNELS}/endings.py",
             "i.mark if a.amount == NOTHING else a.amount", "i.mark + 0"),
    Mutation("A7", "a settlement costs a fee", f"{KERNELS}/one_fill.py",
             "    if is_settlement(run, order) == 1:\n        return 0\n", ""),
    Mutation("F14", "a settlement counts as volume", f"{KERNELS}/one_fill.py",
             "    if is_settlement(run, order) == 0:\n        add_traded", "    if is_settlement(run, order) < 9:\n        add_traded"),
    Mutation("F13", "a settlement slips", f"{KERNELS}/slippage.py",
             "(o.cause >= EXPIRY and o.cause != REBALANCE and", "(o.cause > REBALANCE and"),
    Mutation("A10", "a split leaves orders as they are", f"{KERNELS}/split_orders.py",
             "    o.trigger = level_after(run, action, o.trigger)\n", ""),
    Mutation("A10", "the fraction that a split leaves is lost", f"{KERNELS}/splits.py", "p.side * amount, a.rate", "0 * amount, a.rate"),
    Mutation("A10", "a split rounds quantities up", f"{KERNELS}/split_orders.py",
             "found = multiply_divide_floor(lots, a.numerator, a.divisor)", "found = multiply_divide_floor(lots + 1, a.numerator, a.divisor)"),
    Mutation("A10", "prices may go to zero", f"{KERNELS}/split_orders.py", "return max(price_after(run, action, level, step), step)",
             "return price_after(run, action, level, step)"),
    Mutation("A10", "the last price is that of before the split", f"{KERNELS}/splits.py", "i.mark = price_after(run, action, i.mark, 1)",
             "i.mark = price_after(run, action, i.mark, 1) * 0 + i.mark"),
    Mutation("A10", "a bracket's offset stays", f"{KERNELS}/splits.py", "b.stop_value = level_after(run, action, b.stop_value)",
             "b.stop_value = b.stop_value + 0"),
    Mutation("A10", "a trailing stop's reference stays", f"{KERNELS}/split_orders.py",
             "t.reference = max(price_after(run, action, t.reference, 1), 1)", "t.reference = t.reference + 0"),
    Mutation("T1", "an expiry at a bar's time comes before the bar", "fastbt/simulation/lower_actions.py",
             "on_time = equal & self.has_bar[at]", "on_time = equal & ~self.has_bar[at]"),
    Mutation("A8", "what is bought stays cash on margin", f"{KERNELS}/interest.py", "if paid_whole and p.side > 0:", "if p.side == 0:"),
    Mutation("A8", "contracts are paid from cash", f"{KERNELS}/interest.py", "if paid_whole and p.side > 0:", "if p.side > 0:"),
    Mutation("A8", "a short sale takes from cash", f"{KERNELS}/interest.py", "if paid_whole and p.side > 0:", "if paid_whole:"),
    Mutation("A8", "cash below zero receives its rate", f"{KERNELS}/interest.py", "if a.kind == DUE_ON_CASH and cash > 0:", "if a.kind == DUE_ON_CASH:"),
    Mutation("A8", "lending is paid to shorts", f"{KERNELS}/interest.py", "        if p.side == side:", "        if p.side != 0:"),
    Mutation("A8", "interest by the rate that begins", "fastbt/simulation/lower_interest.py",
             'np.searchsorted(ts, starts, side="right") - 1', 'np.minimum(np.searchsorted(ts, starts, side="right"), len(ts) - 1)'),
    Mutation("A8", "no interest at midnights", "fastbt/simulation/lower_interest.py", "    ends = np.union1d(ts, midnights)", "    ends = np.union1d(ts, midnights[:0])"),
    Mutation("A8", "interest for the time before the data", "fastbt/simulation/lower_interest.py",
             "start = max(int(ts[0]), first) if len(ts) else last", "start = int(ts[0]) if len(ts) else last"),
    Mutation("A8", "a calendar year of 365 days", "fastbt/simulation/lower_interest.py", "np.where(leap, 366, 365)", "np.where(leap, 365, 365)"),
    Mutation("A8", "interest on cash before that on positions", "fastbt/simulation/lower_interest.py",
             "key=lambda row: (bearers[row[0]], row[1])", "key=lambda row: (not bearers[row[0]][0], row[1])"),
    Mutation("A11", "a drawdown is lifted by the next day", f"{KERNELS}/halts.py", "    if h.reason == MAX_DAILY_LOSS:\n", "    if h.reason != 0:\n"),
    Mutation("A11", "a loss of exactly the share is none", f"{KERNELS}/halts.py", "lost >= at_rate(run, before, rate)", "lost > at_rate(run, before, rate)"),
    Mutation("A11", "a drawdown is from the start", f"{KERNELS}/halts.py", "h.highest = max(h.highest, equity)", "h.highest += 0"),
    Mutation("A11", "a halt cancels what only reduces", f"{KERNELS}/halts.py", "if all_orders == 1 or o.flags & ORDER_REDUCE_ONLY == 0:", "if all_orders >= 0:"),
    Mutation("A11", "what is put in is a gain", f"{KERNELS}/halts.py", "            h.highest += f.amount\n", ""),
    Mutation("A11", "a day ends before the group at its end", f"{KERNELS}/halts.py", "    if ts > h.day_end:", "    if ts >= h.day_end:"),
    Mutation("A11", "a closing halt lets pass what reduces", f"{KERNELS}/risk.py",
             "        if halt_at(s.halts, i.balance).closes == 1:\n            return reduces_for\n", ""),
    Mutation("A11", "a halt lets all pass", f"{KERNELS}/risk.py", "        reduces_for = halt_at(s.halts, i.balance).reason\n", ""),
)  # fmt: skip


def survives(mutation: Mutation, folder: Path) -> bool:
    """Whether the judges pass over a mutation, in a fresh copy of the project."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc"))
        else:
            shutil.copy(source, target)
    path = folder / mutation.file
    path.write_text(mutation.broken(path.read_text()))
    # compiled without optimization: half the time, the same arithmetic
    own = {"NUMBA_CACHE_DIR": str(folder / "cache"), "NUMBA_OPT": "0"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", "fastbt", *JUDGES]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, FAILED):
        raise RuntimeError(f"{mutation.rule}: no verdict\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def main(rules: list[str]) -> int:
    """Try the mutations of some rules, or all; how many survived, at most 1."""
    survivors = 0
    for mutation in MUTATIONS:
        if rules and mutation.rule not in rules:
            continue
        with tempfile.TemporaryDirectory() as folder:
            alive = survives(mutation, Path(folder))
        survivors += alive
        print(f"{'SURVIVED' if alive else 'caught  '}  {mutation.rule:4} {mutation.what}", flush=True)
    print(f"{survivors} survived")
    return min(survivors, 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
