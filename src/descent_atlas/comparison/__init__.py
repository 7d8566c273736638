"""Comparison of optimizers: run table to summary tables."""
