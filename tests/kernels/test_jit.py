"""The disk cache of compiled kernels (``kernels/jit.py``): never stale, found again, at home anywhere."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest

from fastbt.kernels import jit
from tests.kernels.tiny import PACKAGE, Package, answer_of

ROUND_TO = "rounded = (size + (step >> 1)) // step * step"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A package that has been compiled once."""
    package = Package(tmp_path_factory.mktemp("compiled"))
    first = package.run(7)
    assert (first.answer, first.from_cache, first.compiled) == (10, False, ["nearest_multiple"])
    assert first.folder == str(package.tree)
    return package


def test_unchanged_code_comes_from_the_cache(compiled: Package) -> None:
    again = compiled.run(3)
    assert (again.answer, again.from_cache, again.compiled) == (0, True, [])
    assert again.entries == ["nearest_multiple"]


def test_an_edited_callee_in_another_file_is_compiled_anew(compiled: Package, tmp_path: Path) -> None:
    """Same size, same time: only the content has changed. Numba's own stamp, of the caller's file, has not."""
    package = compiled.copy(tmp_path)
    package.edit("kernels/wide.py", ROUND_TO, ROUND_TO.replace("1", "5"))
    edited = package.run(7)
    assert (edited.answer, edited.from_cache) == (0, False)
    assert package.run(7).from_cache
    # and back again: the old machine code is still there under its own name
    package.edit("kernels/wide.py", ROUND_TO.replace("1", "5"), ROUND_TO)
    back = package.run(7)
    assert (back.answer, back.from_cache) == (10, True)


def test_a_changed_code_is_compiled_anew(compiled: Package, tmp_path: Path) -> None:
    """``codes.py`` lies outside the kernels, and its numbers are compiled into them."""
    package = compiled.copy(tmp_path)
    package.edit("codes.py", "OUT_OF_MEMORY = 2", "OUT_OF_MEMORY = 7")
    assert not package.run(7).from_cache


def test_damaged_machine_code_is_compiled_anew(compiled: Package, tmp_path: Path) -> None:
    """A disk that was full, a process that was killed: half a file is no code."""
    package = compiled.copy(tmp_path)
    (path,) = package.tree.glob("tiny.nearest_multiple*.nbc")
    path.write_bytes(path.read_bytes()[:100])
    answer = package.run(7)
    assert (answer.answer, answer.from_cache) == (10, False)


def block(path: Path) -> None:
    """Make a folder impossible to create, for any user: a file of its name."""
    path.write_text("in the way\n")


def machine_code(folder: str) -> int:
    """How many files of machine code there are."""
    return len(list(Path(folder).glob("tiny.nearest_multiple*.nbc")))


def test_where_the_machine_code_goes(compiled: Package, tmp_path: Path) -> None:
    """NUMBA_CACHE_DIR, the tree, the user's cache folder, and without a home a folder under the temporary one."""
    package = Package(tmp_path / "package")
    block(package.tree)
    block(tmp_path / "nobody")
    (tmp_path / "temporary").mkdir()
    homes = ("HOME", "LOCALAPPDATA", "USERPROFILE")
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "temporary"))
    started = {
        "named": compiled.start(7, NUMBA_CACHE_DIR=str(tmp_path / "named")),
        "home": package.start(7, **dict.fromkeys(homes, str(tmp_path / "home"))),
        "temporary": package.start(7, **dict.fromkeys(homes, str(tmp_path / "nobody")), **temporary),
    }
    for name, process in started.items():
        answer = answer_of(process)
        assert Path(answer.folder).is_relative_to(tmp_path / name)
        assert (answer.answer, answer.from_cache, machine_code(answer.folder)) == (10, False, 1)
    again = package.run(7, **dict.fromkeys(homes, str(tmp_path / "nobody")), **temporary)
    assert (again.answer, again.from_cache) == (10, True)


def test_four_processes_at_once(tmp_path: Path) -> None:
    """Cold, into one folder: all are right, and what they leave behind can be loaded."""
    package = Package(tmp_path)
    processes = [package.start(n * 10 + 7) for n in range(4)]
    assert [answer_of(process).answer for process in processes] == [10, 20, 30, 40]
    after = package.run(7)
    assert (after.answer, after.from_cache) == (10, True)


WHOLE = """
import json
import fastbt as bt
from fastbt.kernels import jit
compiled = []
jit.on_compile(compiled.append)
bars = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 100.0, 100.0]}
orders = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [1]}
result = bt.from_orders(bars, orders, venue=bt.Venue(slippage=bt.FixedSlippage(ticks=1)))
print(json.dumps({"price": result.fills["price"].to_list(), "compiled": compiled}))
"""


@pytest.mark.soak
def test_the_whole_kernel_follows_an_edit(tmp_path: Path) -> None:
    """As with the small package, with everything: a constant in ``slippage.py`` moves a fill of ``bt.from_orders``."""
    shutil.copytree(PACKAGE, tmp_path / "fastbt", ignore=shutil.ignore_patterns("__pycache__"))
    package = Package(tmp_path, write=False)
    cold, warm = (package.script(WHOLE) for _ in range(2))
    assert cold["price"] == warm["price"] == [101.0]
    assert "fill" in cold["compiled"]
    assert warm["compiled"] == []
    package.edit(
        "kernels/slippage.py", "distance = v.slippage_amount * i", "distance = 9 + v.slippage_amount * i"
    )
    edited, warm = (package.script(WHOLE) for _ in range(2))
    assert edited["price"] == warm["price"] == [110.0]
    assert edited["compiled"] == cold["compiled"]
    assert warm["compiled"] == []


# ------------------------------------------------------------------------------------------------ in this process


@jit.entry
def add(first: int, second: int) -> int:
    """The sum of both."""
    return first + second


def test_an_entry_is_called_with_and_without_the_interpreters_lock() -> None:
    assert add.call(2, 3) == 5
    assert add.call_with_lock(2**62, -(2**62)) == 0
    assert add.call(2**63 - 1, 1) == -(2**63)  # machine integers
    assert add.address == add.address > 0
    assert (add.__name__, add.__doc__) == ("add", "The sum of both.")
    assert add in jit.entries()


def test_an_entry_compiles_when_its_address_is_asked_for() -> None:
    def double(first: int, _: int) -> int:
        return first * 2

    found = jit.entry(double)
    told: list[str] = []
    jit.on_compile(told.append)
    try:
        assert told == []
        assert found.call(21, 0) == 42
    finally:
        jit.on_compile(None)
    assert told == ([] if found.from_cache else ["double"])


@pytest.mark.parametrize("was_on", [True, False])
def test_nobody_looks_for_garbage_while_the_compiler_works(was_on: bool) -> None:
    """Whoever had it off before finds it off."""
    (gc.enable if was_on else gc.disable)()
    try:
        with jit.uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() == was_on
    finally:
        gc.enable()


def test_the_digest_covers_every_kernel_source() -> None:
    """A file that the digest left out could be edited unnoticed."""
    read: list[str] = []
    original = Path.read_bytes

    def note(path: Path) -> bytes:
        read.append(os.path.relpath(path, Path(jit.__file__).parent))
        return original(path)

    Path.read_bytes = note  # type: ignore[method-assign]
    try:
        assert jit.kernel_digest.__wrapped__() == jit.kernel_digest()
    finally:
        Path.read_bytes = original  # type: ignore[method-assign]
    folder = Path(jit.__file__).parent
    assert set(read) == {
        os.path.relpath(path, folder) for path in [folder.parent / "codes.py", *folder.rglob("*.py")]
    }
