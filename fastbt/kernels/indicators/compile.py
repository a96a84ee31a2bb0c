"""How indicator kernels are compiled: each on its first call, with one explicit signature, then kept on disk.

``@kernel(signature)`` marks what Python calls, ``@part(signature)`` an array function that kernels call,
``@inlined`` a few operations on numbers. A part is compiled when a kernel that calls it misses the disk
cache, so an indicator pays for nothing but its own code. Options and disk cache are those of
``kernels/jit.py``: an edit of any kernel source recompiles, nothing is served stale.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from fastbt.kernels.jit import OPTIONS, KernelCache, tell

Column = npt.NDArray[np.float64]
"""A column of one instrument, in time order: shape (rows,), C-contiguous."""

IN = types.Array(types.float64, 1, "C", readonly=True)
"""Signature of an input column; Polars hands out read-only memory."""
OUT = types.float64[::1]
"""Signature of an output column or a work buffer."""
FLAGS = types.int8[::1]
"""Signature of an output column of small codes."""
VOID = types.void
I64 = types.int64
F64 = types.float64
FLAG = types.boolean

_kernels: list[Kernel] = []
_parts: dict[int, tuple[Any, Any]] = {}  # by id, until compiled: dispatcher and its signature
_lock = threading.Lock()


def part(signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Mark an array function that kernels of its file call, with its one signature."""

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)(function)
        _parts[id(dispatcher)] = dispatcher, signature
        return dispatcher

    return decorate


def inlined(function: Callable[..., Any]) -> Any:
    """Mark a few operations on float64 numbers that LLVM copies into the loops that use them."""
    return njit(**OPTIONS)(function)


class Kernel:
    """A compiled function of columns; called like the plain one, compiled or loaded at the first call."""

    def __init__(self, function: Callable[..., None], signature: Any) -> None:
        self.function = function
        self.signature = signature
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self._dispatcher = njit(**OPTIONS)(function)
        self._dispatcher._cache = KernelCache(function)  # noqa: SLF001
        self._ready = False
        _kernels.append(self)

    def __call__(self, *arguments: Any) -> None:
        """Run the kernel; inputs first, then numbers, outputs last."""
        if not self._ready:
            self._compile()
        self._dispatcher(*arguments)

    @property
    def from_cache(self) -> bool:
        """Whether the machine code came from the disk cache; compiles if need be."""
        if not self._ready:
            self._compile()
        return bool(self._dispatcher.stats.cache_hits)

    def _compile(self) -> None:
        with _lock:
            if self._ready:
                return
            loaded = self._dispatcher._cache.load_overload(  # noqa: SLF001
                self.signature, self._dispatcher.targetctx
            )
            if loaded is None:
                tell(self.__name__)
                _compile_parts(self.function)
            self._dispatcher.compile(self.signature)
            self._dispatcher.disable_compile()
            self._ready = True


def kernel(signature: Any) -> Callable[[Callable[..., None]], Kernel]:
    """Mark a function of columns that Python calls, with its one signature."""
    return lambda function: Kernel(function, signature)


def kernels() -> list[Kernel]:
    """All kernels of the modules imported so far."""
    return list(_kernels)


def _compile_parts(function: Callable[..., Any]) -> None:
    """Compile the parts that a function calls, theirs first."""
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if called is not None and id(called) in _parts:
            dispatcher, signature = _parts.pop(id(called))
            _compile_parts(dispatcher.py_func)
            dispatcher.compile(signature)
            dispatcher.disable_compile()


@intrinsic
def fused(typingctx: Any, a: Any, b: Any, c: Any) -> Any:  # noqa: ARG001
    """``a * b + c`` rounded once; one instruction on every current processor, the same bits on all."""

    def codegen(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.fma(*args)

    return F64(F64, F64, F64), codegen


@inlined
def is_known(value: float) -> bool:
    """Whether a value takes part: it is a finite number."""
    return abs(value) < np.inf


@inlined
def known(value: float) -> float:
    """The value, or NaN if it is infinite (``inf - inf`` is NaN); no branch, so that loops vectorize."""
    return value + (value - value)
