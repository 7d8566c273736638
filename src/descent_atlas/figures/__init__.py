"""The figures: one file for each kind, frames to figure and caption."""
