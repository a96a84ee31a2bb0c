"""Speed gates: our kernel beside minimal hand-written loops on the same arrays, in one run."""
