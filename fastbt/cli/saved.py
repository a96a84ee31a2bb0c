"""``fastbt sql``: questions to a saved result."""

from __future__ import annotations

import argparse

from fastbt.cli.output import answer
from fastbt.cli.progress import Progress
from fastbt.results.result import Result


def sql(options: argparse.Namespace) -> None:
    """Do what ``fastbt sql`` was asked for."""
    result = Result.load(options.result)
    with Progress("Asking"):
        found = result.sql(options.query, exact=options.exact)
    answer(found, as_json=options.json, rows=options.rows)
