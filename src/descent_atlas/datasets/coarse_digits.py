"""Coarse digits: the handwritten digits as pictures of 4 by 4 pixels, few of them to train on.

Each pixel is the mean of a square of four pixels of the pictures in ``digits.py``, where their origin
and licence stand (CC BY 4.0). A sum over few samples with few features is cheap to evaluate.
"""

import numpy as np

from descent_atlas.datasets.digits import DOTS
from descent_atlas.problem import Array

SEED, CLASSES, OF_EACH = 0, 10, 30
"""To train on there are so many pictures of each digit."""
SIDE, POOLED = 4, 2


def load() -> dict[str, Array]:
    """Thirty pictures of each digit to train on, all the others held out.

    ``features`` (300, 16) and ``held_out_features`` (1497, 16): pixels row by row, scaled to lie
    between 0 and 1, less the mean that each has in the former. ``labels`` and ``held_out_labels``:
    the digits, integers.
    """
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    coarse = pool(pixels / DOTS)
    train, held_out = split(labels)
    features = coarse - coarse[train].mean(axis=0)
    return {
        "features": features[train],
        "labels": labels[train],
        "held_out_features": features[held_out],
        "held_out_labels": labels[held_out],
    }


def pool(pixels: Array) -> Array:
    """The means of squares of four pixels: from shape (n, 64) to (n, 16), both row by row."""
    squares = pixels.reshape(len(pixels), SIDE, POOLED, SIDE, POOLED)
    return squares.mean(axis=(2, 4)).reshape(len(pixels), -1)


def split(labels: Array) -> tuple[Array, Array]:
    """The samples to train on, as many of each class, and the held-out ones, both sorted."""
    generator = np.random.default_rng(SEED)
    train = [
        generator.permutation(np.flatnonzero(labels == label))[:OF_EACH] for label in range(CLASSES)
    ]
    chosen = np.isin(np.arange(len(labels)), np.concatenate(train))
    return np.flatnonzero(chosen), np.flatnonzero(~chosen)
