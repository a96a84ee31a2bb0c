"""The tables of fastbt, each column once: type, unit, meaning and null rule."""

from fastbt.schema.table import Column, Kind, Table

__all__ = ["Column", "Kind", "Table"]
