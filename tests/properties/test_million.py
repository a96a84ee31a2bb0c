"""The comparison that runs on request: it counts, keeps what it has done, and tells a difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import million


def one_hundred(seed: int) -> million.Line:
    """A comparison that finds a difference in seed 2."""
    return {"seed": seed, "orders": 100, "difference": "table fills, row 0" if seed == 2 else None}


def test_it_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(million, "compare_seed", one_hundred)
    options = ["--processes", "1", "--file", str(tmp_path / "x" / "done.jsonl")]
    assert million.main(["--orders", "150", *options]) == 0
    assert "2 scenarios, 200 orders, 200 of them" in capsys.readouterr().out
    with (tmp_path / "x" / "done.jsonl").open("a") as file:
        file.write('{"seed": 7, "ord')  # stopped while it wrote
    assert million.main(["--orders", "400", *options]) == 1
    text = capsys.readouterr().out
    assert "2 scenarios with 200 orders stand in" in text
    assert "large_scenario(2): table fills, row 0" in text
    assert "4 scenarios, 400 orders, 200 of them" in text
    assert "1 scenarios differ: seeds 2" in text
    assert million.main(["--orders", "400", *options]) == 1
    assert "400 orders, 0 of them" in capsys.readouterr().out


def test_other_sources_count_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(million, "compare_seed", one_hundred)
    options = ["--processes", "1", "--orders", "100", "--file", str(tmp_path / "done.jsonl")]
    assert million.main(options) == 0
    monkeypatch.setattr(million, "digest_of_sources", lambda: "another")
    assert million.finished(tmp_path / "done.jsonl", "another") == {}
    assert million.main(options) == 0
    assert len((tmp_path / "done.jsonl").read_text().splitlines()) == 2


def test_progress_is_a_line() -> None:
    assert million.told(250, 1_000, 50, 10.0) == "250 of 1,000 orders, 5 a second, 2 minutes left"
