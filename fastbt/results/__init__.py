"""What a run gives back: tables, statistics, SQL over them, objects rebuilt from them, and how to keep it."""
