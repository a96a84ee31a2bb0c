"""Saved results: equal after loading, all or nothing, refused when newer or damaged."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fastbt.errors import CatalogError, ConfigError
from fastbt.results import store
from fastbt.results.result import Result
from fastbt.schema.ledger import LEDGER
from tests.results.buffers import cash_run, empty_run, margin_run


def with_frame(run):
    """The margin run with its bars as a frame, and a column of the user's."""
    columns = run.lowered.columns
    scale = pl.Series([100, 10_000] * 4)
    prices = {name: pl.Series(getattr(columns, name)) / scale for name in ("open", "high", "low", "close")}
    times = {"ts_event": pl.Series(columns.ts_event).cast(pl.Datetime("ns", "UTC"))}
    run.lowered.frame = pl.DataFrame(
        {"instrument_id": ["X.SIM", "Y.SIM"] * 4, **times, **prices, "mine": range(8)}
    )
    return run


RUNS = {"cash": cash_run, "margin": lambda: with_frame(margin_run()), "empty": empty_run}


@pytest.mark.parametrize("name", RUNS)
def test_round_trip(name: str, tmp_path: Path):
    result = Result(RUNS[name]())
    loaded = Result.load(result.save(tmp_path / "saved"))
    for table in [*LEDGER, "bars"]:
        for exact in (False, True):
            assert_frame_equal(
                loaded.table(table, exact=exact), result.table(table, exact=exact), check_exact=True
            )
    assert loaded.stats == result.stats
    assert loaded.settings == result.settings
    assert loaded.facts == result.facts
    assert repr(loaded) == repr(result)
    assert loaded.replay().orders.keys() == result.replay().orders.keys()


def test_a_loaded_result_can_be_saved_again(tmp_path: Path):
    first = Result.load(Result(cash_run()).save(tmp_path / "one"))
    second = Result.load(first.save(tmp_path / "two"))
    assert second.settings == first.settings
    assert_frame_equal(second.exact.trades, first.exact.trades)


def test_nothing_but_plain_files(tmp_path: Path):
    folder = Result(cash_run()).save(tmp_path / "saved")
    assert sorted(path.suffix for path in folder.iterdir()) == [".json"] + [".parquet"] * (len(LEDGER) + 1)
    assert json.loads((folder / "result.json").read_text())["format_version"] == 1


def test_an_existing_folder_is_kept(tmp_path: Path):
    folder = Result(cash_run()).save(tmp_path / "saved")
    with pytest.raises(ConfigError, match="overwrite=True"):
        Result(empty_run()).save(folder)
    assert Result.load(folder).trades.height == 3
    Result(empty_run()).save(folder, overwrite=True)
    assert Result.load(folder).trades.height == 0
    assert [path.name for path in tmp_path.iterdir()] == ["saved"], "nothing is left behind"


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="another folder"):
        Result(cash_run()).save(tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_a_failed_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store.json, "dumps", broken)
    with pytest.raises(OSError, match="disk full"):
        store.save(tmp_path / "saved", *_parts(), overwrite=False)
    assert list(tmp_path.iterdir()) == []


def _parts():
    result = Result(cash_run())
    return result._tables, result.facts, {}


def test_no_result_there(tmp_path: Path):
    with pytest.raises(CatalogError, match="holds no saved result"):
        Result.load(tmp_path)


@pytest.mark.parametrize("name", ["format_version", "ledger_version"])
def test_a_newer_result_is_refused(tmp_path: Path, name: str):
    folder = Result(cash_run()).save(tmp_path / "saved")
    manifest = json.loads((folder / "result.json").read_text())
    (folder / "result.json").write_text(json.dumps(manifest | {name: 99}))
    with pytest.raises(CatalogError, match=f"{name} 99.* reads up to 1; update fastbt"):
        Result.load(folder)


@pytest.mark.parametrize("text", ["{", '{"format": "something else"}'])
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: str):
    folder = Result(cash_run()).save(tmp_path / "saved")
    (folder / "result.json").write_text(text)
    with pytest.raises(CatalogError, match=r"damaged|not the manifest"):
        Result.load(folder)


def test_a_missing_table_is_named(tmp_path: Path):
    folder = Result(cash_run()).save(tmp_path / "saved")
    (folder / "fills.parquet").unlink()
    with pytest.raises(CatalogError, match=r"fills\.parquet is missing"):
        _ = Result.load(folder).fills
