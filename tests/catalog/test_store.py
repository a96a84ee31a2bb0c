"""The writing half: all or nothing, one writer at a time, whatever happens to the writer."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.manifest import NAME
from fastbt.errors import CatalogError, ConfigError
from tests.catalog.tables import minutes

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, and killed with -9")

WRITERS = """
# For each line "folder name first last" a child writes 50 rows a number and prints the versions it made.
import os, sys
from datetime import timedelta
import pyarrow.parquet
from fastbt.catalog import Catalog
from tests.catalog.tables import START, minutes

def write(folder, name, first, last):
    catalog = Catalog(folder)
    for number in range(int(first), int(last)):
        frame = minutes(50, start=START + timedelta(hours=number), seed=number)
        version = catalog.write(frame, name, bar="1m").version
        os.write(1, f"{os.getpid()} {version}\\n".encode())

for line in sys.stdin:
    if line == "wait\\n":
        os.wait()
        os.write(1, b"ended\\n")
    elif os.fork() == 0:  # before any thread is there: the imports, which take the time, are made once
        write(*line.split())
        os._exit(0)
"""


@pytest.fixture(scope="module")
def writers(root):
    """A process that starts writers, each a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITERS],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    yield process
    process.stdin.close()
    process.wait()


def check(catalog: Catalog) -> int:
    """A whole catalog: every file is there, readable, and as the manifest says. Returns the writes."""
    listed = catalog.list()
    if not listed.height:
        return 0
    (rows, files) = listed.select("rows", "files").row(0)
    assert rows == 50 * files == 50 * catalog.version
    assert len(catalog.arrays("A.SIM")) == rows
    assert catalog.bars("A.SIM").collect().height == rows
    return files


@needs_fork
def test_a_killed_writer_leaves_the_old_version_or_the_new_one(catalog, writers):
    """Ten times a process is killed at a random moment of its writing; the next one goes on from there."""
    draw = random.Random(7)
    done = 0
    for _ in range(10):
        writers.stdin.write(f"{catalog.path} A.SIM {done} {done + 1_000}\n")
        victim, acknowledged = map(int, writers.stdout.readline().split())
        time.sleep(draw.random() * 0.03)
        os.kill(victim, signal.SIGKILL)
        writers.stdin.write("wait\n")
        while (line := writers.stdout.readline()) != "ended\n":
            acknowledged = int(line.split()[1])
        done = check(Catalog(catalog.path))
        # What was acknowledged is there; at most one write more.
        assert acknowledged <= done <= acknowledged + 1
    assert done >= 10
    catalog.write(minutes(50, start=datetime(2000, 1, 3, tzinfo=UTC)), "A.SIM", bar="1m")
    assert check(catalog) == done + 1


@needs_fork
def test_two_writers_lose_nothing(catalog, writers):
    writers.stdin.write(f"{catalog.path} A.SIM 0 15\n{catalog.path} B.SIM 0 15\nwait\nwait\n")
    made: list[list[str]] = []
    while made.count(["ended"]) < 2:
        made.append(writers.stdout.readline().split())
    versions = {int(words[1]): words[0] for words in made if len(words) == 2}
    assert sorted(versions) == list(range(1, 31))
    assert len(set(versions.values())) == 2
    assert catalog.version == 30
    assert catalog.list()["rows"].to_list() == [750, 750]
    assert catalog.bars(["A.SIM", "B.SIM"]).collect().height == 1_500


@pytest.mark.parametrize("moment", ["write_file", "write_manifest"])
def test_a_write_that_fails_changes_nothing(catalog, monkeypatch, moment):
    catalog.write(minutes(5), "A.SIM", bar="1m")
    before = (catalog.path / NAME).read_bytes()

    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    room = "fastbt.catalog.writing" if moment == "write_file" else "fastbt.catalog.transaction"
    monkeypatch.setattr(f"{room}.{moment}", fail)
    with pytest.raises(CatalogError, match="cannot be written: No space left"):
        catalog.write(minutes(5), "B.SIM", bar="1m")
    monkeypatch.undo()
    assert (catalog.path / NAME).read_bytes() == before
    assert len(list(catalog.path.rglob("*.parquet"))) == 1
    assert [instrument.id.value for instrument in catalog.instruments()] == ["A.SIM"]
    catalog.write(minutes(5), "B.SIM", bar="1m")
    assert catalog.bars(["A.SIM", "B.SIM"]).collect().height == 10


def test_an_acknowledged_write_is_on_disk(catalog, monkeypatch):
    """File, folder, manifest and its folder are synced before the call returns."""
    synced: list[str] = []
    opened = Path("/proc/self/fd")
    if not opened.exists():
        pytest.skip("needs /proc to see which files are synced")
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(str((opened / str(number)).readlink())))
    catalog.write(minutes(5), "A.SIM", bar="1m")
    series = catalog.path / "bars" / "A.SIM" / "1m"
    places = [series / "00000001-0000.parquet", series, catalog.path / f"{NAME}.new", catalog.path]
    assert synced == [str(place) for place in places]


def test_the_length_and_the_name_are_needed(catalog):
    with pytest.raises(ConfigError, match="name the instrument with instrument="):
        catalog.write(minutes(5), bar="1m")
    with pytest.raises(ConfigError, match="stamp: does 'ts' mark the start or the end"):
        catalog.write(minutes(5).rename({"ts_event": "ts"}), "A.SIM", bar="1m")


def test_the_stamp_is_kept(catalog):
    frame = minutes(5).rename({"ts_event": "ts"})
    report = catalog.write(frame, "A.SIM", bar="1m", stamp="open")
    assert report.stamp == "open"
    entry = json.loads((catalog.path / NAME).read_text())["files"][0]
    assert entry["stamp"] == "open"
    assert catalog.list()["stamp"].to_list() == ["open"]
    assert catalog.bars("A.SIM").collect()["ts_open"].to_list() == frame["ts"].to_list()


def test_the_report_counts_what_the_rows_went_through(catalog):
    frame = minutes(5).with_columns(high=0.0)
    report = catalog.write(frame, "A.SIM", bar="1m", on_error="repair")
    assert (report.repaired, report.rows_written, report.version) == ({"high_below_low": 5}, 5, 1)
    assert report.inferred == ("A.SIM",)
    assert "(catalog version 1)" in str(report)
