"""The article's experiments: one file each, settings to frames."""
