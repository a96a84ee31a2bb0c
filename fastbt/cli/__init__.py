"""The command line: ``fastbt COMMAND``, also as ``python -m fastbt COMMAND``.

``arguments.py`` knows every command and its options and imports nothing heavy, so ``--help`` is quick; it
names the function that does the work, which is imported only then. ``demo.py``, ``run.py``, ``store.py``,
``saved.py`` and ``warmup.py`` hold these functions, ``failures.py`` what is said when one fails.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

from fastbt.cli.arguments import parse

DONE, DEFECT, MISTAKE, STOPPED = 0, 1, 2, 130
"""Exit codes: success, a defect of fastbt, a mistake in what was asked, Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after ``fastbt``; by default those of this process.

    Returns:
        The exit code: 0, 1 for a defect of fastbt (with a traceback), 2 for a user's mistake (with a
        message), 130 where the user stopped it.

    Raises:
        SystemExit: after ``--help`` and ``--version``.

    Example:
        >>> main(["catalog", "time-range", "SPX.INDEX"])
        first       last
        1999-01-05  2019-01-01
        0
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
        module, _, function = options.does.partition(":")
        getattr(importlib.import_module(module), function)(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return STOPPED
    except BrokenPipeError:
        # Whoever reads our output has seen enough (`| head`); nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # noqa: BLE001 - the last place where it can be told
        from fastbt.cli.failures import tell

        return MISTAKE if tell(error) else DEFECT
    return DONE
