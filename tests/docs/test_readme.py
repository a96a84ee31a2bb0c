"""README.md: its two commands are whole, its Python runs, its marked places are there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.sources import ROOT, blocks, page

SET_UP = "python3 -m venv .venv && .venv/bin/python -m pip install -q -r "


def command(marker: str) -> str:
    """The block of commands after a marker, found as ``.ci/run`` finds it."""
    found = re.findall(
        rf"^<!-- {marker} -->\n```bash\n(.*?)^```$", page("README.md"), re.MULTILINE | re.DOTALL
    )
    assert len(found) == 1, f"README.md has {len(found)} blocks marked {marker!r}"
    return found[0]


@pytest.mark.parametrize(
    ("marker", "lock", "ending"),
    [
        ("main command", "requirements.lock", ".venv/bin/fastbt demo"),
        ("test command", "requirements-dev.lock", ".venv/bin/python -m pytest -n auto --dist loadfile"),
    ],
)
def test_command_is_one_line_with_its_own_set_up(marker: str, lock: str, ending: str):
    line = command(marker)
    assert line.count("\n") == 1
    assert line.startswith(f"{SET_UP}{lock} && ")
    assert line.strip().endswith(ending)


def test_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One after the other in one namespace, in a folder with a copy of the sample catalog."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    sources = blocks("README.md", "python")
    assert sources
    namespace: dict[str, object] = {}
    for number, source in enumerate(sources, 1):
        exec(compile(source, f"README.md, Python block {number}", "exec"), namespace)  # noqa: S102 (our own page)


def test_speed_table_has_its_place():
    assert page("README.md").count("<!-- speed table -->") == 1
    assert page("README.md").count("<!-- end of speed table -->") == 1


def test_every_shell_command_of_fastbt_is_there(capsys: pytest.CaptureFixture[str]):
    """Each subcommand that ``fastbt --help`` lists."""
    from fastbt import cli

    with pytest.raises(SystemExit):
        cli.main(["--help"])
    listed = re.search(r"\{([\w,]+)\}", capsys.readouterr().out)
    assert listed, "fastbt --help lists no commands"
    commands = listed[1].split(",")
    missing = [name for name in commands if not re.search(rf"\bfastbt {name}\b", page("README.md"))]
    assert missing == []
