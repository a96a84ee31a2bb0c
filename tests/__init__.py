"""The tests of fastbt; README.md in this folder says how they are laid out."""
