"""Loads the strategy that a user's file defines, and tells which line of it failed."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import fastbt
from fastbt.errors import ConfigError, FastbtError, StrategyError, unknown_name
from fastbt.strategies.compiled import CompiledStrategy
from fastbt.strategies.signals import Signals
from fastbt.strategies.strategy import Strategy
from fastbt.venues.venue import Venue

NAME = "strategy"
"""Name that is taken where a file defines several."""
_PACKAGE = str(Path(fastbt.__file__).parent)
_FORMS = (
    "a bt.Signals, a function of one argument (its parameters) that returns them, a function decorated with "
    "@bt.compiled, or a class derived from bt.Strategy"
)


@dataclass(frozen=True, slots=True)
class StrategyFile:
    """A strategy out of a file.

    Args:
        path: the file.
        name: the strategy's name in it.
        strategy: what ``bt.run`` takes.
        venue: the ``bt.Venue`` named ``venue`` in it, or None.
    """

    path: Path
    name: str
    strategy: Any
    venue: Venue | None

    @property
    def title(self) -> str:
        """What to call the strategy: its name, or the file's where that says more."""
        return self.path.stem if self.name == NAME else self.name


def load_strategy(path: Path, name: str | None = None) -> StrategyFile:
    """Run a file and find its strategy.

    Args:
        path: the file.
        name: which one, where it defines several.

    Raises:
        ConfigError: the file is missing (the message lists files of nearly that name), or defines no strategy
            or several.
        UnknownNameError: it has nothing of that name.
        StrategyError: it fails; the message names the line.
    """
    if not path.is_file():
        beside = [file.name for file in path.parent.glob("*.py")] if path.parent.is_dir() else []
        near = unknown_name("file", path.name, beside).suggestions
        hint = f"; did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        raise ConfigError(f"{path}: there is no such file{hint}")
    with blaming(path):
        names = vars(_execute(path))
    chosen = _choose(path, names, name)
    venue = names.get("venue")
    return StrategyFile(path, chosen, names[chosen], venue if isinstance(venue, Venue) else None)


@contextmanager
def blaming(path: Path) -> Iterator[None]:
    """Turn what is raised by a user's file into an error that names its line.

    Args:
        path: the file.

    Raises:
        StrategyError: something was raised there, and not because fastbt itself is broken.
    """
    try:
        yield
    except Exception as error:
        place = _place(error, path)
        if place is None:
            raise
        what = error.msg if isinstance(error, SyntaxError) else error
        what = str(what) if isinstance(error, FastbtError) else f"{type(error).__name__}: {what}"
        raise StrategyError(f"{place}: {what}") from error


def _execute(path: Path) -> ModuleType:
    """Run a file as a module of its own; its folder can be imported from, no bytecode is written."""
    name = f"_fastbt_strategy_{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    folder = str(path.parent.absolute())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102 - the user's own code
    return module


def _choose(path: Path, names: dict[str, Any], name: str | None) -> str:
    """The name of the strategy."""
    found = {key: value for key, value in names.items() if not key.startswith("_") and _is_strategy(value)}
    functions = {key: value for key, value in names.items() if _may_return_signals(value, names["__name__"])}
    if name is not None:
        if name not in found and name not in functions:
            raise unknown_name(f"strategy in {path}", name, [*found, *functions])
        return name
    if NAME in found or NAME in functions:
        return NAME
    # Two names of one strategy are no question, nor are functions beside a strategy that is none.
    choice = list({id(value): key for key, value in (found or functions).items()}.values())
    if len(choice) == 1:
        return choice[0]
    if not choice:
        raise ConfigError(f"{path} defines no strategy; give it {_FORMS}")
    raise ConfigError(
        f"{path} defines several strategies: {', '.join(choice)}; name one of them `strategy`, or write "
        f"{path}:{choice[0]}"
    )


def _is_strategy(value: Any) -> bool:
    if inspect.isclass(value):
        return issubclass(value, Strategy) and value is not Strategy
    return isinstance(value, Signals | CompiledStrategy | Strategy)


def _may_return_signals(value: Any, module: str) -> bool:
    """Whether it is a public function of one argument, made in this file."""
    if not inspect.isfunction(value) or value.__module__ != module or value.__name__.startswith("_"):
        return False
    return len(inspect.signature(value).parameters) == 1


def _place(error: Exception, path: Path) -> str | None:
    """File, line and function where it was raised; None if it is not this file's doing."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [number for number, frame in enumerate(frames) if frame.filename == str(path)]
    if not ours:
        return None
    below = frames[ours[-1] + 1 :]
    if not isinstance(error, FastbtError) and any(frame.filename.startswith(_PACKAGE) for frame in below):
        return None
    frame = frames[ours[-1]]
    where = "" if frame.name == "<module>" else f", in {frame.name}"
    return f"{path}, line {frame.lineno}{where}"
