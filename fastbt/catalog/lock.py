"""A lock file: one writer at a time, freed by the system when the writer ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastbt.errors import CatalogError

_PAUSE = 0.02


@contextmanager
def write_lock(path: Path, timeout: float) -> Iterator[None]:
    """Hold an exclusive lock on a file while the block runs.

    Args:
        path: the lock file; it is made if absent and stays.
        timeout: seconds to wait for another writer.

    Raises:
        CatalogError: the other writer takes longer than that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + timeout
        while not _try_lock(descriptor):
            if time.monotonic() > until:
                raise CatalogError(
                    f"catalog {path.parent}: another writer has held it for {timeout:g} s; "
                    "wait for it to end, or open the catalog with a longer lock_timeout="
                )
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)  # frees the lock


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
