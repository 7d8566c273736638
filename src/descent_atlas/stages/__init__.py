"""The pipeline's stages: one file each, run as `python -m descent_atlas STAGE`."""
