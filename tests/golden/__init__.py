"""Cases of the market's rules worked by hand on paper, run against the reference and against fastbt."""
