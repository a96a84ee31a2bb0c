"""docs/cli.md: its commands run one after the other, and its configuration is one."""

from __future__ import annotations

import shlex

from fastbt.config import BacktestConfig
from tests.cli.conftest import ROOT
from tests.cli.test_store import ROWS
from tests.docs.sources import blocks


def test_the_commands_of_the_page_run(cli, folder):
    good = [line for line in ROWS.splitlines() if not line.startswith("2024-01-02 09:32")]
    (folder / "aapl.csv").write_text("\n".join(good), encoding="utf-8")
    config, _ = blocks("docs/cli.md", "toml")
    (folder / "run.toml").write_text(config, encoding="utf-8")
    (folder / "ticks.csv").write_text("2024-01-02 14:30:00,1.0951,1.0953\n", encoding="utf-8")
    (folder / "rolls.csv").write_text("contract,day\nESH4,2024-03-15\n", encoding="utf-8")
    lines = [line for block in blocks("docs/cli.md", "bash") for line in block.splitlines()]
    assert len(lines) > 8
    for line in lines:
        program, *words = shlex.split(line, comments=True)
        done = cli(*words)
        assert (program, done.code) == ("fastbt", 0), f"{line}\n{done.err}"


def test_the_configuration_of_the_page_is_written_like_that(cli, folder):
    config, _ = blocks("docs/cli.md", "toml")
    (folder / "run.toml").write_text(config, encoding="utf-8")
    (folder / "cross.py").write_text(
        (ROOT / "fastbt/cli/example.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert cli("run", "run.toml", "--print-config").out == config


def test_the_configuration_of_several_venues_is_read(folder):
    _, several = blocks("docs/cli.md", "toml")
    (folder / "several.toml").write_text(several, encoding="utf-8")
    config = BacktestConfig.from_toml(folder / "several.toml")
    assert [venue.name for venue in config.market()] == ["SPOT", "PERP"]
    assert set(config.tables) == {"funding", "deposits"}
