"""The set-up files agree: project file, lock files, version, changelog, licence."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import fastbt
from tests.docs.sources import PACKAGE, ROOT, page

PROJECT = tomllib.loads(page("pyproject.toml"))
LOCKS = {"requirements.lock": [], "requirements-dev.lock": PROJECT["dependency-groups"]["dev"]}


def locked(name: str) -> dict[str, set[str]]:
    """Package to versions (more than one where Python versions differ) of a lock file."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", page(name), re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def test_hard_dependencies_are_the_five():
    names = {Requirement(text).name for text in PROJECT["project"]["dependencies"]}
    assert names == {"polars", "numba", "numpy", "pyarrow", "duckdb"}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_the_project_asks_for(name: str):
    pins = locked(name)
    for text in PROJECT["project"]["dependencies"] + LOCKS[name]:
        requirement = Requirement(text)
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {name}"
        outside = [version for version in versions if version not in requirement.specifier]
        assert outside == [], f"{name} does not satisfy {text}"


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_by_hash_and_names_no_index(name: str):
    text = page(name)
    assert not re.search(r"https?:|file:", text)
    options = re.findall(r"^ *(-\S+)", text, flags=re.MULTILINE)
    assert [option for option in options if not option.startswith("--hash=")] == []
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_both_locks_agree():
    core, everything = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {package: everything.get(package) for package in core} == core


def test_versions_agree():
    """Of the package, the project file, and the newest entry of the changelog."""
    declared = PROJECT["project"]["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", page("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert {fastbt.__version__, newest[1]} == {declared}


def test_package_is_typed_and_licensed():
    assert (PACKAGE / "py.typed").is_file()
    assert page("LICENSE").startswith("MIT License\n\nCopyright (c) 2026 fastbt contributors\n")


def test_ci_runs():
    """It is there and executable; it reads the test command from README.md by its marker."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "test command" in script.read_text(encoding="utf-8")
