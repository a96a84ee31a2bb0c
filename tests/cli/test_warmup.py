"""``fastbt warmup``: every kernel is there, compiled or loaded, and said which."""

from __future__ import annotations

import ast
from pathlib import Path

import fastbt


def entries_in_the_sources() -> set[str]:
    """Names of the functions under ``@entry`` and ``@kernel(...)``, as the files say."""
    names = set()
    for path in (Path(fastbt.__file__).parent / "kernels").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                marks = [ast.unparse(mark).partition("(")[0] for mark in node.decorator_list]
                names |= {node.name} if {"entry", "kernel"} & set(marks) else set()
    return names


def test_every_kernel_is_ready(cli):
    answer = cli("warmup", "--json").json
    named = [kernel["name"].removeprefix("indicators.") for kernel in answer["kernels"]]
    assert entries_in_the_sources() <= set(named)
    assert len(named) > 10
    assert answer["seconds"] > 0
    assert all(isinstance(kernel["from_cache"], bool) for kernel in answer["kernels"])


def test_what_is_shown(cli, monkeypatch):
    class Kernel:
        def __init__(self, from_cache: bool) -> None:
            self.from_cache = from_cache

    found = [("step", Kernel(False)), ("advance", Kernel(True)), ("indicators.sma", Kernel(True))]
    monkeypatch.setattr("fastbt.cli.warmup._all_kernels", lambda: iter(found))
    done = cli("warmup")
    assert done.out.splitlines()[:2] == ["compiled  seconds", "step            0"]
    assert done.out.splitlines()[2].startswith("3 kernels are ready: 1 compiled, 2 from the cache, 0.")
    assert done.err == ""
