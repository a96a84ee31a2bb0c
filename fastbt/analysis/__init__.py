"""Figures about a run, computed from its tables: returns, drawdowns, trades, and the statistics made of them."""
