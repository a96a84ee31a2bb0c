"""Indicator kernels: columns of float64 in, one column out; a value uses its own row and earlier ones only.

Called by their twins in ``fastbt/indicators``, which import them when an expression is first evaluated.
"""
