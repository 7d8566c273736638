"""The optimizers: one file each, discovered by name."""
