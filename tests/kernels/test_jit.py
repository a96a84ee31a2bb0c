"""The disk cache of compiled kernels (``kernels/jit.py``): never stale, found again, at home anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fastbt.kernels import jit
from tests.kernels.tiny import Package, answer_of

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


def test_an_edited_callee_in_another_file_is_compiled_anew(tmp_path: Path) -> None:
    """Same size, same time: only the content has changed. Numba's own stamp, of the caller's file, has not."""
    package = Package(tmp_path)
    assert package.run(7).answer == 10
    package.edit("kernels/wide.py", ROUND_TO, ROUND_TO.replace("1", "5"))
    edited = package.run(7)
    assert (edited.answer, edited.from_cache) == (0, False)
    assert package.run(7).from_cache
    # and back again: the old machine code is still there under its own name
    package.edit("kernels/wide.py", ROUND_TO.replace("1", "5"), ROUND_TO)
    assert (package.run(7).answer, package.run(7).from_cache) == (10, True)


def test_a_changed_code_is_compiled_anew(tmp_path: Path, compiled: Package) -> None:
    """``codes.py`` lies outside the kernels and its numbers are compiled into them."""
    assert "kernels" not in Path(jit.__file__).parents[1].joinpath("codes.py").parts[-2:]
    text = (compiled.folder / "fastbt/codes.py").read_text()
    try:
        (compiled.folder / "fastbt/codes.py").write_text(text.replace("OUT_OF_MEMORY = 2", "OUT_OF_MEMORY = 7"))
        assert not compiled.run(7).from_cache
    finally:
        (compiled.folder / "fastbt/codes.py").write_text(text)
    assert compiled.run(7).from_cache


def test_the_environment_names_the_folder(compiled: Package, tmp_path: Path) -> None:
    """NUMBA_CACHE_DIR goes before the tree."""
    answer = compiled.run(7, NUMBA_CACHE_DIR=str(tmp_path))
    assert Path(answer.folder).parent == tmp_path
    assert compiled.run(7, NUMBA_CACHE_DIR=str(tmp_path)).from_cache


def block(folder: Path) -> None:
    """Make a folder impossible to create or to write to, for any user: a file of its name."""
    folder.write_text("in the way\n")


def test_a_tree_that_cannot_be_written_and_a_missing_home(tmp_path: Path) -> None:
    """The user's cache folder, and without a home a folder under the temporary one; each is found again."""
    package = Package(tmp_path / "package")
    block(package.tree)
    home = {"HOME": str(tmp_path / "home"), "LOCALAPPDATA": str(tmp_path / "home"), "USERPROFILE": str(tmp_path / "home")}
    answer = package.run(7, **home)
    assert answer.folder.startswith(str(tmp_path / "home"))
    assert package.run(7, **home).from_cache

    block(tmp_path / "nobody")
    (tmp_path / "temporary").mkdir()
    nobody = dict.fromkeys(home, str(tmp_path / "nobody")) | {"TMPDIR": str(tmp_path / "temporary"), "TEMP": str(tmp_path / "temporary")}
    answer = package.run(7, **nobody)
    assert answer.folder.startswith(str(tmp_path / "temporary"))
    again = package.run(7, **nobody)
    assert (again.answer, again.from_cache) == (10, True)


def test_four_processes_at_once(tmp_path: Path) -> None:
    """Cold, into one folder: all are right, and what they leave behind can be loaded."""
    package = Package(tmp_path)
    processes = [package.start(n * 10 + 7) for n in range(4)]
    assert [answer_of(process).answer for process in processes] == [10, 20, 30, 40]
    after = package.run(7)
    assert (after.answer, after.from_cache) == (10, True)


def test_damaged_machine_code_is_compiled_anew(tmp_path: Path) -> None:
    """A disk that was full, a process that was killed: half a file is no code."""
    package = Package(tmp_path)
    package.run(7)
    for path in package.tree.glob("tiny.nearest_multiple*.nbc"):
        path.write_bytes(path.read_bytes()[:100])
    answer = package.run(7)
    assert (answer.answer, answer.from_cache) == (10, False)


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
        # a function with a cell or of a test's own has no place in the cache of the tree: it is keyed by its code
        assert told == []
        assert found.call(21, 0) == 42
    finally:
        jit.on_compile(None)
    assert told == ([] if found.from_cache else ["double"])


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
    assert set(read) == {os.path.relpath(path, folder) for path in [folder.parent / "codes.py", *folder.rglob("*.py")]}
