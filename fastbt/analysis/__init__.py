"""Figures about a run, computed from its tables: returns, drawdowns, trades, and statistics of them."""
