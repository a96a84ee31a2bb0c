"""The compiled part: arrays, records and numbers only; ``step.py`` is its table of contents."""
