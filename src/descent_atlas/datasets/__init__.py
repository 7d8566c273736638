"""The data behind the finite sums: one file each, discovered by name."""
