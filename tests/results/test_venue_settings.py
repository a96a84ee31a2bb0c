"""The options of the venue that serves an instrument, in the settings of a run."""

from __future__ import annotations

from fastbt.results.venue_settings import venue_for, venues_in

ONE = {"venue": {"name": "SIM", "fees": 1}}
TWO = {"venues": {"X": {"fees": 1}, "Y.Z": {"fees": 2}, "Y": {"fees": 3}}}


def test_one_venue_serves_all():
    assert venues_in(ONE) == {"SIM": {"name": "SIM", "fees": 1}}
    assert venue_for(ONE, "A.ELSEWHERE")["fees"] == 1


def test_of_several_the_end_of_the_id_says_which():
    assert [venue_for(TWO, name)["fees"] for name in ("A.X", "A.B.Y")] == [1, 3]
    assert venue_for(TWO, "A.Q") == {}


def test_settings_may_say_nothing():
    assert venues_in({}) == {} and venue_for({"venue": "SIM"}, "A.SIM") == {}
