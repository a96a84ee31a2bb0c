"""The files of the package and the pages of the project, as the tests of the documents read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fastbt"


def package_files() -> list[Path]:
    """Every source file of fastbt, sorted."""
    return sorted(PACKAGE.rglob("*.py"))


def package_folders() -> list[Path]:
    """Every folder of fastbt that holds source files, the package itself left out, sorted."""
    return sorted({path.parent for path in package_files()} - {PACKAGE})


def inside(path: Path) -> str:
    """A path as it stands in the package: ``model/values.py``."""
    return path.relative_to(PACKAGE).as_posix()


def module_name(path: Path) -> str:
    """The name to import a source file by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def page(name: str) -> str:
    """The text of a page of the project, such as ``README.md``."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced code blocks of a page that are in this language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page(name), flags=re.MULTILINE | re.DOTALL)
