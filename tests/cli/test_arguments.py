"""Words of the command line: commands, options, and what is said of wrong ones."""

from __future__ import annotations

import importlib

import pytest

from fastbt.cli.arguments import parse
from fastbt.errors import ConfigError, UnknownNameError

COMMANDS = [
    ["demo"],
    ["run", "cross.py"],
    ["ingest", "aapl.csv"],
    ["catalog", "list"],
    ["catalog", "sql", "select 1"],
    ["catalog", "time-range"],
    ["sql", "my-run", "select 1"],
    ["warmup"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_names_a_function_and_knows_json(words):
    options = parse(words)
    module, _, function = options.does.partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert options.json is False
    assert parse([*words, "--json"]).json is True


@pytest.mark.parametrize("words", [["--help"], *([*words, "--help"] for words in COMMANDS)], ids=" ".join)
def test_help_says_something(words, capsys):
    with pytest.raises(SystemExit) as end:
        parse(words)
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("usage: fastbt")
    assert "fastbt demo" in out or "example: fastbt" in out


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        (["dmeo"], UnknownNameError, "unknown command 'dmeo'; did you mean 'demo'"),
        (["catalog", "lst"], UnknownNameError, "unknown command 'lst'; did you mean 'list'"),
        (["run", "x.py", "--parm", "a=1"], UnknownNameError, "did you mean '--param'"),
        (["run", "x.py", "--parm=a=1"], UnknownNameError, "unknown option of fastbt run '--parm'; did"),
        (
            ["ingest", "x.csv", "--stamp", "opne"],
            UnknownNameError,
            "unknown value of --stamp 'opne'; did you mean",
        ),
        (["sql", "my-run"], ConfigError, "required: SELECT; see fastbt sql --help"),
        (["demo", "spare"], ConfigError, "fastbt demo does not know what to do with 'spare'"),
        (["run", "x.py", "--trades", "few"], ConfigError, "argument --trades: invalid int value: 'few'"),
        (["run", "x.py", "--sta"], UnknownNameError, "unknown option of fastbt run '--sta'"),
    ],
)
def test_wrong_words(words, kind, says):
    with pytest.raises(kind) as error:
        parse(words)
    assert says in str(error.value)
