"""Indicators as Polars expressions, their partition by instrument, and the check that none knows the future.

Each file is the twin of one in ``kernels/indicators``: it names columns and lengths, the kernel computes.
``fastbt/ta.py`` is the face.
"""
