"""Properties that hold for every scenario: equality with the reference, conservation, determinism, prefixes."""
