"""Smooth Gaussian random functions and their critical points: arrays only."""
