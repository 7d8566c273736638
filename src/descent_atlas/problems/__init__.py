"""The problems: one file each, discovered by name."""
