"""The one door to the compiler: how kernels are compiled, cached, joined and reached.

Two decorators. ``@helper(signature)`` marks a function that other kernels call; it is compiled, with
exactly that signature, when an entry that needs it misses the disk cache. ``@entry`` marks a function with a
C address, ``int64(int64 address, int64 argument)``, that Python or another entry calls through this address;
it is loaded from the disk cache or compiled on first use. Joining the phases of the kernel by addresses
rather than by nested calls costs 5 ms of compile time a line instead of 8.

Numba keys its disk cache by the file of the function compiled: editing a helper in *another* file would serve
a stale entry. Entries are therefore stamped with a digest of all kernel sources (``KernelCache``), and so is
a user's compiled strategy, which contains kernel code. These are private-ish names of Numba; its minor
version is pinned and ``tests/kernels/test_jit.py`` edits a callee in a subprocess.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numba
from numba import njit, types
from numba.core import caching, compiler_lock
from numba.core.ccallback import CFunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Flags, compile_extra

OPTIONS: dict[str, Any] = {
    "nogil": True,  # threads sweep side by side
    "error_model": "numpy",  # kernels raise nothing
    "boundscheck": False,
    "fastmath": False,  # the same bits on every machine
}

ENTRY = types.int64(types.int64, types.int64)
"""Signature of every entry: an address and one more number in, a status or number out."""


@functools.cache
def kernel_digest() -> str:
    """Digest of every kernel source and of the compiler, which stamps all cached machine code."""
    root = Path(__file__).parent
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for path in [root.parent / "codes.py", *sorted(root.rglob("*.py"))]:
        digest.update(str(path.relative_to(root.parent)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


_DIGEST = kernel_digest()
"""Taken at import, with the sources that this process runs: what it compiles later is stored under this stamp
even if a file was edited meanwhile."""


class _Stamp:
    """Replaces Numba's stamp (time and size of one file) by the digest of all kernel sources."""

    def get_source_stamp(self) -> str:
        return _DIGEST

    def get_disambiguator(self) -> str:
        # Part of the file name: a process that starts between the writing of index and data
        # can then never load old machine code under the new stamp.
        return _DIGEST[:12]


class _EnvironmentLocator(_Stamp, caching.UserProvidedCacheLocator):
    """NUMBA_CACHE_DIR."""


class _TreeLocator(_Stamp, caching.InTreeCacheLocator):
    """``__pycache__`` beside the source."""


class _UserLocator(_Stamp, caching.UserWideCacheLocator):
    """The user's cache folder, for read-only installations."""


class _TemporaryLocator(_Stamp, caching.UserWideCacheLocator):
    """The last resort where there is no home: a folder of this user's under the temporary folder."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)
        user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
        folder = Path(tempfile.gettempdir()) / f"fastbt-cache-{user}"
        self._cache_path = str(folder / self.get_suitable_cache_subpath(py_file))


class _KernelCacheImpl(caching.CompileResultCacheImpl):
    """Numba's cache of compiled functions with our locators."""

    _locator_classes: ClassVar[list[type]] = [
        _EnvironmentLocator,
        _TreeLocator,
        _UserLocator,
        _TemporaryLocator,
    ]


class KernelCache(caching.FunctionCache):
    """A disk cache that no edit of any kernel source can leave stale."""

    _impl_class = _KernelCacheImpl


_Pending = tuple[Any, Any, bool]
"""A helper's dispatcher, its signature, and whether it is always inlined."""
_pending: dict[int, _Pending] = {}
"""Helpers not compiled yet, by the identity of their dispatchers."""
_listener: list[Callable[[str], None]] = []


def on_compile(listener: Callable[[str], None] | None) -> None:
    """Name the function that is told, by name, of each kernel about to be compiled (not: loaded)."""
    _listener[:] = [listener] if listener else []


def tell(name: str) -> None:
    """Say that a kernel of this name is about to be compiled."""
    for listener in _listener:
        listener(name)


def helper(signature: Any, inline: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Mark a function that kernels call; compiled with this signature only when it is needed.

    ``inline``: let LLVM always inline it. A call costs some 3 ns (Numba returns a status and a value through
    memory), which small helpers on the way of a fill cannot afford; on large ones it only costs compile time.
    (Numba's own ``inline="always"``, which works on its intermediate code, never finished compiling.)
    """

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher = njit(**OPTIONS)(function)
        _pending[id(dispatcher)] = (dispatcher, signature, inline)
        return dispatcher

    return decorate


class _HelperLibrary(JITCodeLibrary):
    """Code of one helper that is only ever linked into entries, optimized there and not by itself.

    Numba would optimize and emit every helper with everything below it, again on each level: half of the
    compile time.
    """

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """The entry that links this code optimizes it."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


def _compile_helper(dispatcher: Any, signature: Any, inline: bool) -> None:
    """Type and lower one helper with its one signature, and make it known to the kernels that call it."""
    target = dispatcher.targetdescr
    flags = Flags()
    target.options.parse_as_flags(flags, {**OPTIONS, "forceinline": inline})
    flags.no_compile = True
    flags.no_cpython_wrapper = True
    flags.no_cfunc_wrapper = True
    library = _HelperLibrary(target.target_context.codegen(), dispatcher.__qualname__)
    args = signature.args
    result = compile_extra(
        target.typing_context,
        target.target_context,
        dispatcher.py_func,
        args,
        signature.return_type,
        flags,
        {},
        library=library,
    )
    key = object()  # Numba finds a callee's code by the identity of its executable, which this one lacks
    target.target_context.insert_user_function(key, result.fndesc, [library])
    dispatcher.overloads[args] = result._replace(entry_point=key)
    dispatcher.disable_compile()


def _needed(function: Callable[..., Any], found: dict[int, _Pending]) -> None:
    """Collect the helpers not compiled yet that a function calls, callees before their callers."""
    for name in function.__code__.co_names:
        pending = _pending.get(id(function.__globals__.get(name)))
        if pending is not None and id(pending[0]) not in found:
            _needed(pending[0].py_func, found)
            found[id(pending[0])] = pending


def compile_helpers_of(function: Callable[..., Any]) -> None:
    """Compile the helpers that a function calls, and those that they call, each once in a process."""
    with compiler_lock.global_compiler_lock:
        found: dict[int, _Pending] = {}
        _needed(function, found)
        for key, pending in found.items():
            _compile_helper(*pending)
            del _pending[key]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for garbage while the compiler works.

    It makes millions of objects that live as long as it does; looking through them again and again takes
    some of its time: a cold start of 25.0 s took 23.1 (medians of three).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _CachedCFunc(CFunc):
    """A C callback that says when it compiles, after the helpers it needs."""

    def _compile_uncached(self) -> Any:
        tell(self.__name__)
        with uncollected():
            compile_helpers_of(self._pyfunc)
            return super()._compile_uncached()


class Entry:
    """A compiled function with an address, loaded or compiled when the address is first asked for."""

    def __init__(self, function: Callable[..., Any], signature: Any = ENTRY) -> None:
        self.function = function
        self.signature = signature
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        _entries.append(self)

    @functools.cached_property
    def _compiled(self) -> CFunc:
        sig = (self.signature.args, self.signature.return_type)
        compiled = _CachedCFunc(self.function, sig, locals={}, options=dict(OPTIONS))
        compiled._cache = KernelCache(self.function)
        try:
            compiled.compile()
        except (EOFError, pickle.PickleError):  # a damaged file: forget what is stored, compile anew
            compiled._cache.flush()
            compiled.compile()
        return compiled

    @property
    def address(self) -> int:
        """Address of the machine code."""
        return int(self._compiled.address)

    def load(self) -> None:
        """Have its machine code here: from the disk cache, else compiled and stored there."""
        _ = self._compiled

    @property
    def is_ready(self) -> bool:
        """Whether it is loaded, or stored in the disk cache for these sources."""
        if "_compiled" in self.__dict__:
            return True
        return bool(KernelCache(self.function)._cache_file._load_index())

    @property
    def from_cache(self) -> bool:
        """Whether the machine code came from the disk cache."""
        return bool(self._compiled._cache_hits)

    @functools.cached_property
    def call(self) -> Any:
        """Call it without the interpreter's lock, so that threads run side by side."""
        return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(self.address)

    @functools.cached_property
    def call_with_lock(self) -> Any:
        """Call it holding the interpreter's lock.

        An exception raised by Python code it called is raised here.
        """
        return ctypes.PYFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(self.address)


_entries: list[Entry] = []


def entry(function: Callable[..., Any]) -> Entry:
    """Mark a kernel's entry: ``int64(int64 address, int64 argument)``."""
    return Entry(function)


def entries() -> list[Entry]:
    """All entries of the modules imported so far."""
    return list(_entries)
