"""``fastbt sql`` and ``fastbt explain``: questions to a saved result."""

from __future__ import annotations

import argparse

from fastbt.cli.output import answer, say, say_json
from fastbt.cli.progress import Progress
from fastbt.results.result import Result


def sql(options: argparse.Namespace) -> None:
    """Do what ``fastbt sql`` was asked for."""
    result = Result.load(options.result)
    with Progress("Asking"):
        found = result.sql(options.query, exact=options.exact)
    answer(found, as_json=options.json, rows=options.rows)


def explain(options: argparse.Namespace) -> None:
    """Do what ``fastbt explain`` was asked for."""
    result = Result.load(options.result)
    with Progress("Explaining"):
        found = result.explain(options.id)
    if options.json:
        say_json(found.to_dict())
    else:
        say(str(found))
