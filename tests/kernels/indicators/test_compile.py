"""How indicator kernels are compiled: fast, once, for one signature, and kept on disk."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from fastbt.kernels.indicators import averages
from fastbt.kernels.indicators.compile import kernels

COMPILE_TWO = """
import time
from fastbt.kernels import jit
from fastbt.kernels.indicators import averages, crossings
told = []
jit.on_compile(told.append)
for kernel in (averages.sma, crossings.crossed_above):
    start = time.process_time()
    print(kernel.from_cache, time.process_time() - start, kernel.__name__ in told)
"""


def compile_in_new_process(folder, root):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    command = [sys.executable, "-c", COMPILE_TWO]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    hits, seconds, told = zip(*map(str.split, done.stdout.splitlines()), strict=True)
    assert [hit == "False" for hit in hits] == [said == "True" for said in told]  # a listener hears of each
    return list(hits), [float(value) for value in seconds]


def test_kernels_compile_fast_and_are_kept_on_disk(tmp_path, root):
    hits, seconds = compile_in_new_process(tmp_path, root)
    assert hits == ["False", "False"]
    # 0.9 s for Numba itself, then 0.7 and 0.1 s on the machine this was written on; room for slow ones
    assert max(seconds) < 6
    hits, seconds = compile_in_new_process(tmp_path, root)
    assert hits == ["True", "True"]
    assert sum(seconds) < 3


def test_a_kernel_takes_read_only_and_writable_columns_but_nothing_else():
    values = np.arange(10.0)
    frozen = values.copy()
    frozen.flags.writeable = False
    out, same = np.empty(10), np.empty(10)
    averages.sma(values, 3, out)
    averages.sma(frozen, 3, same)
    np.testing.assert_array_equal(out, same)
    for wrong in (values[::2], values.astype(np.float32), np.arange(10)):
        with pytest.raises(TypeError):
            averages.sma(wrong, 3, np.empty(wrong.size))


def test_each_kernel_has_one_version():
    averages.sma(np.arange(10.0), 3, np.empty(10))
    assert len(averages.sma._dispatcher.signatures) == 1
    assert averages.sma in kernels()
