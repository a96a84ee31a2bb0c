"""Makes the columns of a table fit a terminal, and says what that cost."""

from __future__ import annotations

from collections.abc import Sequence

GAP = "  "
LONGEST = 24
"""Characters that a text keeps where there is too little room."""
CUT = "~"
"""Stands for what a text lost."""


class Column:
    """The texts of one column under its name.

    Args:
        name: its name.
        texts: its values.
        right: whether it is written to the right, as numbers are.
    """

    def __init__(self, name: str, texts: Sequence[str], *, right: bool) -> None:
        self.name = name
        self.head = [name]
        self.texts = list(texts)
        self.right = right

    @property
    def width(self) -> int:
        """Characters that it takes."""
        return max(len(text) for text in [*self.head, *self.texts])

    def lines(self, head: int) -> list[str]:
        """Its lines, all of one width, the name on the last of ``head`` lines."""
        width = self.width
        above = [""] * (head - len(self.head))
        return [
            text.rjust(width) if self.right else text.ljust(width)
            for text in [*above, *self.head, *self.texts]
        ]

    def fold(self) -> None:
        """Write the name in two lines where it is wider than the values."""
        values = max(map(len, self.texts), default=0)
        if len(self.name) <= values:
            return
        cuts = [number + 1 for number, letter in enumerate(self.name[:-1]) if letter == "_"]
        folded = [(self.name[:cut], self.name[cut:]) for cut in cuts]
        if folded:
            self.head = list(min(folded, key=lambda parts: max(map(len, parts))))


def fit(columns: Sequence[Column], width: int) -> tuple[list[Column], list[str]]:
    """Make columns fit: those equal in every row go first, then long texts and names, then the last ones.

    Args:
        columns: the columns of a table.
        width: characters in a line.

    Returns:
        What is left of them, and a note about what is not.
    """
    kept, notes = list(columns), []
    if total(kept) > width:
        same = [column for column in kept if len(column.texts) > 1 and len(set(column.texts)) == 1]
        kept = [column for column in kept if column not in same] or kept[:1]
        same = [column for column in same if column not in kept]
        if same:
            notes.append(
                "same in every row: " + ", ".join(f"{column.name} {column.texts[0]}" for column in same)
            )
    if total(kept) > width:
        for column in kept:
            if not column.right:
                column.texts = [_cut(text) for text in column.texts]
            column.fold()
    left_out: list[str] = []
    while total(kept) > width and len(kept) > 1:
        left_out.insert(0, kept.pop().name)
    if left_out:
        notes.append(f"no room for: {', '.join(left_out)} (select fewer columns, or --json)")
    return kept, notes


def total(columns: Sequence[Column]) -> int:
    """Characters that columns take beside each other."""
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT
