"""Every reason in words."""

from __future__ import annotations

import pytest

from fastbt.codes import Reason
from fastbt.results.reason_words import REASONS, sentence


def test_every_reason_has_words():
    assert list(REASONS) == list(Reason)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NONE])
def test_words_are_clauses(reason: Reason):
    words = REASONS[reason]
    assert words.rules
    for text in (words.says, words.do):
        assert text == text.strip()
        assert not text.endswith(".")
    assert sentence(reason) == f"{reason.name}, {words.says}"


def test_refusals_say_what_to_do():
    silent = {reason for reason, words in REASONS.items() if not words.do}
    assert silent == {
        Reason.NONE, Reason.POSITION_CLOSED, Reason.BY_USER, Reason.SIBLING_FILLED, Reason.REPLACED,
        Reason.SIGNAL_EXIT, Reason.ORDER_CLOSED, Reason.NO_POSITION, Reason.EXIT_FILLED,
        Reason.SIBLING_CANCELED, Reason.BREAK_EVEN, Reason.END_OF_LOG, Reason.PARENT_FILLED,
    }  # fmt: skip
