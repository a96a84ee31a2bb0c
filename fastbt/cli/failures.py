"""What is said when a command fails: a paragraph for a user's mistake, a traceback for a defect of fastbt."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import traceback
from pathlib import Path

import fastbt
from fastbt.errors import FastbtError

_CATALOG = str(Path(fastbt.__file__).parent / "catalog")

_WORDS = re.compile(
    r"\b(on_error|on_off_grid|on_duplicate|stamp|tz|bar|time_format)=('[^']*')?(?=[\s,;:.)]|$)"
)
_COLUMNS = re.compile(r"columns=\{'(\w+)': \.\.\.\}")


def tell(error: Exception) -> bool:
    """Write to stderr why a command failed.

    Args:
        error: what was raised.

    Returns:
        Whether it is a mistake in what was asked; else it is a defect, and its traceback was written.
    """
    text = message(error)
    if text is None:
        sys.stderr.write("".join(traceback.format_exception(error)))
        sys.stderr.write("fastbt: this is a defect of fastbt; please report it with the text above\n")
        return False
    sys.stderr.write(f"{_paragraph(f'fastbt: {text}')}\n")
    return True


def message(error: Exception) -> str | None:
    """The text for a user's mistake; None for a defect.

    Args:
        error: what was raised.
    """
    if isinstance(error, FastbtError):
        return in_options(str(error), _speaks_of_files(error))
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    return None


def in_options(text: str, speaks_of_files: bool) -> str:
    """A message of the library in the words of the command line.

    Args:
        text: the message; it names arguments as Python writes them.
        speaks_of_files: whether ``columns=`` means the columns of files, not those of a strategy.

    Returns:
        The message with options for arguments.

    Example:
        >>> in_options("give bar=, such as '1m', or pass on_error='drop'", True)
        "give --bar, such as '1m', or pass --on-error drop"
    """
    text = text.replace("params= are", "--param is").replace("pass overwrite=True", "add --overwrite")
    text = _WORDS.sub(_option, text)
    return _COLUMNS.sub(r"--column \1=...", text) if speaks_of_files else text


def _option(found: re.Match[str]) -> str:
    name, value = found[1].replace("_", "-"), found[2]
    if value is None:
        return f"--{name}"
    plain = value[1:-1]
    return f"--{name} {value if ' ' in plain else plain}"


def _speaks_of_files(error: Exception) -> bool:
    """Whether it was raised by what reads files and catalogs."""
    frames = traceback.extract_tb(error.__traceback__)
    # `unknown_name` and the like build an error; the raise itself is the last frame.
    return bool(frames) and frames[-1].filename.startswith(_CATALOG)


def _paragraph(text: str) -> str:
    """Lines no longer than a terminal's; as they are where a program reads them."""
    if not sys.stderr.isatty():
        return text
    width = max(40, shutil.get_terminal_size().columns - 1)
    lines = [
        textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.splitlines()
    ]
    return "\n".join(lines)
