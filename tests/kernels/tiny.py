"""A package of a few kernel files and one small entry, in a folder of its own, so that its sources can be edited.

Each run is a process of its own, as every run of a user is; it says what it computed and where its machine code came from.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2] / "fastbt"
FILES = (
    "codes.py",
    "kernels/__init__.py",
    "kernels/jit.py",
    *(f"kernels/state/{path.name}" for path in sorted((PACKAGE / "kernels/state").glob("*.py"))),
    "kernels/memory.py",
    "kernels/wide.py",
)

ENTRY = '''
from fastbt.kernels.jit import entry
from fastbt.kernels.wide import round_to

@entry
def nearest_multiple(value, step):
    """The multiple of step nearest to value."""
    return round_to(value, step)
'''

MAIN = """
import json
from pathlib import Path
from fastbt.kernels import jit, tiny
compiled = []
jit.on_compile(compiled.append)
found = tiny.nearest_multiple
answer = found.call(int(__import__("sys").argv[1]), 10)
print(json.dumps({
    "answer": answer,
    "from_cache": found.from_cache,
    "compiled": compiled,
    "folder": found._compiled._cache.cache_path,
    "entries": [e.__name__ for e in jit.entries()],
}))
"""


@dataclass
class Answer:
    """What one process printed."""

    answer: int
    from_cache: bool
    compiled: list[str]
    folder: str
    entries: list[str]


class Package:
    """The copy; its cache is in its own tree unless a run is told otherwise."""

    def __init__(self, folder: Path, *, write: bool = True) -> None:
        self.folder = folder
        if not write:
            return
        for name in FILES:
            (folder / "fastbt" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PACKAGE / name, folder / "fastbt" / name)
        (folder / "fastbt/__init__.py").write_text('"""A part of fastbt."""\n')
        (folder / "fastbt/kernels/tiny.py").write_text(ENTRY)

    def copy(self, folder: Path) -> Package:
        """The same, compiled code included, somewhere else."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Package(folder, write=False)

    @property
    def tree(self) -> Path:
        """Where the code is cached by default."""
        return self.folder / "fastbt/kernels/__pycache__"

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a source, keeping the file's time and, where lengths agree, its size."""
        path = self.folder / "fastbt" / name
        text = path.read_text()
        assert text.count(old) == 1
        before = path.stat()
        path.write_text(text.replace(old, new))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def start(self, value: int = 7, **environment: str) -> subprocess.Popen[str]:
        """Start a process that rounds a value to a multiple of ten."""
        return self._start([MAIN, str(value)], environment)

    def run(self, value: int = 7, **environment: str) -> Answer:
        """Run it to its end."""
        return answer_of(self.start(value, **environment))

    def script(self, text: str) -> Any:
        """What another script prints."""
        return printed(self._start([text], {}))

    def _start(self, words: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
        ours = ("NUMBA_CACHE_DIR", "PYTHONPATH", "XDG_CACHE_HOME")
        kept = {name: text for name, text in os.environ.items() if name not in ours}
        # Python's own bytecode is found by time and size, which ``edit`` keeps: it would be stale where the kernel's is not.
        more = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", **environment}
        return subprocess.Popen(
            [sys.executable, "-c", *words],
            cwd=self.folder,
            env=kept | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def printed(process: subprocess.Popen[str]) -> Any:
    """What a process printed; its error text is the failure's."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out)


def answer_of(process: subprocess.Popen[str]) -> Answer:
    """The answer of a process."""
    return Answer(**printed(process))
