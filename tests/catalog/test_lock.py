"""The write lock: one at a time, and free when its holder dies."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from fastbt.catalog.lock import write_lock
from fastbt.errors import CatalogError


def test_one_at_a_time(tmp_path):
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        with write_lock(tmp_path / ".lock", 10):
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_waiting_ends(tmp_path):
    late = pytest.raises(CatalogError, match=r"held it for 0.05 s.*lock_timeout=")
    with write_lock(tmp_path / ".lock", 1), late, write_lock(tmp_path / ".lock", 0.05):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writer is forked, and killed with -9")
def test_a_dead_writer_holds_nothing(tmp_path):
    lock = tmp_path / ".lock"
    heard, said = os.pipe()
    holder = os.fork()
    if holder == 0:
        with write_lock(lock, 5):
            os.write(said, b"held")
            time.sleep(60)
    assert os.read(heard, 4) == b"held"
    with pytest.raises(CatalogError), write_lock(lock, 0.05):
        pass
    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    with write_lock(lock, 5):
        pass
    os.close(heard)
    os.close(said)


def test_an_error_inside_frees_it(tmp_path):
    with pytest.raises(ZeroDivisionError), write_lock(tmp_path / ".lock", 1):
        raise ZeroDivisionError
    with write_lock(tmp_path / ".lock", 0.05):
        pass
