"""An explanation as an object: text, plain values, HTML."""

from __future__ import annotations

import json
from decimal import Decimal

from fastbt.codes import Reason
from fastbt.results.explanation import WIDTH, Explanation, Nearest, Step
from tests.results.stories import signals, told


def made(**changes: object) -> Explanation:
    words: dict[str, object] = {
        "id": "x", "asked": "asked", "answer": "answer", "status": "FILLED", "reason": Reason.NONE,
        "advice": "", "steps": (), "nearest": None,
    }  # fmt: skip
    return Explanation(**words | changes)  # type: ignore[arg-type]


def test_rules_are_named_once_in_order():
    steps = tuple(Step(0, 0, "K", "t", rules) for rules in (("T2",), ("F2", "B1"), ("B1", "T2", "F13")))
    assert made(steps=steps).rules == ("T2", "F2", "B1", "F13")


def test_lines_are_short_and_columns_stand_below_each_other():
    steps = (Step(0, 7, "K", "word " * 40, ("T2",)), Step(86_400_000_000_000, None, "K", "end", ()))
    lines = str(made(steps=steps, advice="word " * 40)).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert [line[2:23] for line in lines[2:3]] == ["row 7    1970-01-01  "]
    assert all(line.startswith(" " * 23 + "word") for line in lines[3:5])
    assert lines[4].endswith("(T2)")
    assert lines[5] == "  between  1970-01-02  end"
    assert lines[6].startswith("  to do: word")


def test_plain_values_are_json():
    explained = told({"order_type": "LIMIT", "price": 94.0}).explain("o1")
    values = explained.to_dict()
    assert json.loads(json.dumps(values)) == values
    assert values["nearest"] == {
        "row": 4, "ts_event": "2024-01-06T00:00:00Z", "level": "94.00", "what": "limit", "extreme": "low",
        "price": "95.00", "distance": "1.00", "rows": 5, "percent": 100 / 94,
    }  # fmt: skip
    assert values["rules"] == ["T2", "T5"]
    assert values["reason"] is None


def test_a_fill_has_its_numbers():
    step = signals(stop_loss=0.04).explain("O-S-2").to_dict()["steps"][-1]
    facts = step["facts"]
    assert (facts["price"], facts["price_before_slippage"], facts["point"]) == ("96.00", "96.00", "LEG")
    assert (facts["open"], facts["high"], facts["low"], facts["close"]) == (
        "99.00", "100.00", "95.00", "96.00",
    )  # fmt: skip
    assert (step["row"], step["ts_event"], step["kind"]) == (4, "2024-01-06T00:00:00Z", "ORDER_FILLED")


def test_html_is_the_text_escaped():
    explained = made(asked="a < b")
    assert repr(explained) == str(explained)
    assert explained._repr_html_() == f"<pre>{str(explained).replace('<', '&lt;')}</pre>"


def test_percent_of_a_level_of_zero():
    zero = Nearest(0, 0, Decimal(0), "limit", "low", Decimal(1), Decimal(1), 1)
    assert zero.percent == 0.0
