"""Every rule that ``tests/mutations.py`` breaks is noticed; the long run of it is for ``--soak``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, ROOT, Mutation, survives

NAMES = [f"{mutation.rule} {mutation.what}" for mutation in MUTATIONS]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=NAMES)
def test_its_place_is_there(mutation: Mutation) -> None:
    """A mutation that no longer fits the code would break nothing."""
    text = (ROOT / mutation.file).read_text()
    assert mutation.broken(text) != text


def test_there_are_twenty_of_different_kinds() -> None:
    assert len(MUTATIONS) >= 20
    assert len({mutation.rule for mutation in MUTATIONS}) >= 15
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.soak
@pytest.mark.parametrize("mutation", MUTATIONS, ids=NAMES)
def test_it_is_caught(mutation: Mutation, tmp_path: Path) -> None:
    assert not survives(mutation, tmp_path)
