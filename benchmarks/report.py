"""``python -m benchmarks.report``: measures everything and prints the tables as Markdown.

``--write`` puts them between the markers of the top README, ``--short`` takes under a minute less
precisely, ``--costs`` adds what kernel developers look at, ``--only GROUP`` measures some groups alone.
Exit code 1 if a gate fails.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import costs, figures, processes, rivals
from benchmarks.gates import GATES, Gate
from benchmarks.timing import ROUNDS, Figure, number, shown

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- speed table -->", "<!-- end of speed table -->"
PACKAGES = ("numba", "numpy", "polars", "pyarrow")


def machine() -> str:
    """The processor, the cores we may use, the versions."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE)
        name = found[1].strip() if found else name
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    cores = f"{processes.cores()} cores, {platform.system()}"
    return f"{name}, {cores}; Python {platform.python_version()}, {packages}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def gate_row(gate: Gate, figure: Figure | None) -> list[str]:
    """One promise as a row."""
    sign = "≤" if gate.at_most else "≥"
    promise = f"{sign} {number(gate.threshold)} {gate.unit}".strip()
    if figure is None:
        return [gate.what, "", "", "not measured here", "", promise]
    value = figure.value
    span = f"{number(value.low)} to {number(value.high)}" if value.low != value.high else ""
    passed = "passed" if gate.passes(value.median) else "**failed**"
    return [
        gate.what,
        figure.ours,
        figure.other,
        f"**{shown(value, gate.unit)}**",
        span,
        f"{promise}: {passed}",
    ]


GATE_HEAD = ("what", "fastbt", "beside it", "median", "least to largest", "gate")


def gates_table(found: dict[str, Figure], groups: Sequence[str]) -> str:
    """All promises of some groups."""
    rows = [gate_row(gate, found.get(gate.name)) for gate in GATES if gate.group in groups]
    return table(GATE_HEAD, rows)


def rivals_table(short: bool) -> str:
    """Everybody on the SMA cross."""
    entrants = rivals.entrants(short)
    ours = entrants[0].rows / entrants[0].seconds.median
    rows = []
    for entrant in entrants:
        speed = entrant.rows / entrant.seconds.median
        core = "" if entrant.core is None else f"{number(entrant.core.median * 1e3)} ms"
        times = "" if entrant is entrants[0] else f"{number(ours / speed)}"
        rows.append(
            [entrant.name, f"{entrant.rows:,}", f"{entrant.trades:,}", f"{number(entrant.seconds.median)} s",
             core, f"{speed:,.0f}", times]
        )  # fmt: skip
    head = (
        "SMA cross, frame to statistics",
        "bars",
        "trades",
        "time",
        "the run alone",
        "bars/s",
        "fastbt is faster by",
    )
    return table(head, rows)


def costs_tables() -> Iterator[str]:
    """What kernel developers look at."""
    found = [*costs.forms(), *costs.instruments()]
    rows = [[f.name, f.ours, f"{number(f.value.low)} to {number(f.value.high)}"] for f in found]
    yield table(("what a row costs", "median", "least to largest"), rows)
    compiled = processes.first_compile()
    rows = [[name, number(seconds)] for name, seconds in compiled if seconds >= 0.1]
    total = sum(seconds for _, seconds in compiled)
    yield table((f"first compile ({len(compiled)} kernels, {number(total)} s)", "s"), rows)


def words() -> str:
    """What stands above the tables."""
    return (
        f"Measured on {machine()} by `python -m benchmarks.report`. Kernels are warm and write into buffers "
        f"used before; ratios are medians of {ROUNDS} rounds of fastbt and its rival in turn, in one process "
        "on the same arrays, in processor time where both are one thread. *Rate beside the hand loop* is the "
        "speed of our general kernel as a share of a minimal loop written for this one strategy: at 1.0 "
        "generality would cost nothing."
    )


def write(text: str) -> None:
    """Put the tables between the markers of the README."""
    page = README.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether every gate holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    parser.add_argument("--short", action="store_true", help="fewer rounds, no cold start, no rivals")
    parser.add_argument("--costs", action="store_true", help="add what kernel developers look at")
    parser.add_argument(
        "--only", nargs="+", choices=[*figures.GROUPS, "rivals"], metavar="GROUP", help="some groups alone"
    )
    chosen = parser.parse_args(arguments)
    if chosen.write and (chosen.short or chosen.only):
        parser.error("--write takes the whole, long form")
    default = [g for g in figures.GROUPS if not (chosen.short and g in figures.LONG_ONLY)]
    groups = chosen.only or ([*default] if chosen.short else [*default, "rivals"])
    found: dict[str, Figure] = {}
    for group in groups:
        if group in figures.GROUPS:
            print(f"measuring {group} ...", file=sys.stderr, flush=True)
            found |= figures.judged(group, short=chosen.short)
    parts = [words(), gates_table(found, groups)]
    if "rivals" in groups:
        print("measuring rivals ...", file=sys.stderr, flush=True)
        parts.append(rivals_table(chosen.short))
    text = "\n\n".join(parts)
    print(text)
    if chosen.write:
        write(text)
    if chosen.costs:
        print(*costs_tables(), sep="\n\n")
    return int(any(not g.passes(found[g.name].value.median) for g in GATES if g.name in found))


if __name__ == "__main__":
    sys.exit(main())
