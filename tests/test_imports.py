"""The import contract: which room imports which, what fastbt depends on, and how light its import is."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "fastbt"
HARD_DEPENDENCIES = {"polars", "numba", "numpy", "pyarrow", "duckdb"}
WITH_NUMBA = {"llvmlite"}  # Numba's own floor, installed with it
LOADED_LATE = {"numba", "llvmlite", "pyarrow", "duckdb", "pandas"}
IMPORT_SECONDS = 0.8

REPORT = """
import json, sys, time
start = time.perf_counter()
import fastbt
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "modules": sorted(sys.modules), "version": fastbt.__version__}))
"""


@pytest.fixture(scope="module")
def fresh_import() -> dict:
    """The quickest of three new processes that import fastbt and nothing else."""
    runs = []
    for _ in range(3):
        command = [sys.executable, "-c", REPORT]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        runs.append(json.loads(done.stdout))
    return min(runs, key=lambda run: run["seconds"])


def imports(path: Path) -> list[tuple[str, int]]:
    """Every module that a file imports absolutely, anywhere in it, with the line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def strangers(folder: Path, packages: set[str], rooms: tuple[str, ...]) -> list[str]:
    """Imports in a folder that are neither standard library nor one of these packages or rooms of fastbt."""
    allowed = packages | set(sys.stdlib_module_names)
    files = sorted(folder.rglob("*.py"))
    assert files, f"no files in {folder}"
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for name, line in imports(path)
        if name.partition(".")[0] not in allowed and not f"{name}.".startswith(rooms)
    ]


def test_contracts_are_kept():
    """The layers and the forbidden imports of pyproject.toml, as ``lint-imports`` sees them."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_only_hard_dependencies_are_imported():
    assert strangers(PACKAGE, HARD_DEPENDENCIES | WITH_NUMBA, ("fastbt.",)) == []


def test_kernels_import_only_numpy_numba_and_codes():
    below = ("fastbt.kernels.", "fastbt.codes.")
    assert strangers(PACKAGE / "kernels", {"numpy", "numba"} | WITH_NUMBA, below) == []


def test_import_loads_nothing_heavy(fresh_import):
    assert fresh_import["version"]
    assert LOADED_LATE.isdisjoint(fresh_import["modules"])


def test_import_is_quick(fresh_import):
    assert fresh_import["seconds"] < IMPORT_SECONDS
