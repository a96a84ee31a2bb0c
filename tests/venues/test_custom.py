"""Models of the user's own: checked when made, shown in a venue's values, refused where they cannot be."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from fastbt.errors import ConfigError
from fastbt.venues import CustomFees, CustomFillPrice, CustomSlippage, CustomVolumeLimit, FlatFees, Venue


def duty(fill: Any, p: Any) -> float:
    return fill.notional * p.rate


def flat(fill: Any) -> float:
    return 1.0


def test_a_model_is_its_function_and_its_parameters() -> None:
    model = CustomFees(duty, params={"rate": np.float64(0.5), "steps": 3, "on": True})
    assert model.parameters == (("rate", 0.5), ("steps", 3), ("on", True))
    assert [type(value) for _, value in model.parameters] == [float, int, bool]
    assert model.takes_parameters
    assert not CustomFees(flat).takes_parameters
    assert repr(CustomSlippage(flat, exact=True)) == "CustomSlippage(flat, exact=True)"
    assert CustomFees(duty, params={"rate": 1}) == CustomFees(duty, params={"rate": 1})
    assert hash(CustomFees(flat)) == hash(CustomFees(flat))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: CustomFees(3), "give a function of a fill"),
        (lambda: CustomFees(max), "give a function of a fill"),
        (lambda: CustomFees(duty), r"duty takes 2 arguments, but is f\(fill\)"),
        (lambda: CustomFees(flat, params={"rate": 1}), r"flat takes 1 arguments, but is f\(fill, p\)"),
        (lambda: CustomSlippage(lambda a, b, c: 1.0), "takes 3 arguments"),
        (lambda: CustomFees(duty, params={"rate": "much"}), "parameter rate='much' is not a number"),
        (lambda: CustomFillPrice(lambda fill: np.random.random()), "draws random numbers"),  # noqa: NPY002
    ],
)
def test_what_is_no_model_is_refused(make: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        make()


def test_a_venue_shows_them() -> None:
    venue = Venue(
        fees=[FlatFees(1), CustomFees(duty, params={"rate": 0.5})],
        slippage=CustomSlippage(flat),
        fill_price=CustomFillPrice(flat),
        volume_limit=CustomVolumeLimit(flat),
    )
    values = json.loads(json.dumps(venue.to_dict()))
    assert [fee["model"] for fee in values["fees"]] == ["FlatFees", "CustomFees"]
    shown = values["fees"][1]
    assert (shown["name"], shown["params"], shown["exact"]) == ("duty", {"rate": 0.5}, False)
    assert "return fill.notional * p.rate" in shown["source"]
    assert len(shown["digest"]) == 64
    assert {values[name]["name"] for name in ("slippage", "fill_price", "volume_limit")} == {"flat"}
    assert venue.with_options(seed=3).fill_price == venue.fill_price
    assert venue.optimistic() == []


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("fees", CustomFees),
        ("slippage", CustomSlippage),
        ("fill_price", CustomFillPrice),
        ("volume_limit", CustomVolumeLimit),
    ],
)
def test_a_plain_function_and_a_description_are_refused(option: str, kind: Any) -> None:
    with pytest.raises(ConfigError, match=rf"{option}=flat: give bt.{kind.__name__}\(flat\)"):
        Venue(**{option: flat})
    values = Venue(**{option: kind(flat)}).to_dict()
    with pytest.raises(ConfigError, match=f"{option}: {kind.__name__} 'flat' is a function"):
        Venue.from_dict(values)


def test_a_model_for_another_option_is_refused() -> None:
    for option in ("slippage", "fill_price", "volume_limit"):
        with pytest.raises(ConfigError, match=option):
            Venue(**{option: CustomFees(flat)})
    with pytest.raises(ConfigError, match="fees"):
        Venue(fees=CustomSlippage(flat))  # type: ignore[arg-type]
