"""Handwritten digits: 1797 pictures of 8 by 8 pixels, each a digit that somebody wrote by hand.

Origin: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
Repository, 1998, doi:10.24432/C50P49, CC BY 4.0; the copy of its test set inside scikit-learn.
Each digit is there between 174 and 183 times.
"""

import numpy as np

from descent_atlas.problem import Array

SEED, HELD_OUT = 0, 0.2
DOTS = 16
"""A pixel counts which of so many dots under it are inked."""


def load() -> dict[str, Array]:
    """Four fifths to train on, one fifth held out, with the same share of every digit.

    ``features`` (1437, 64) and ``held_out_features`` (360, 64): pixels row by row, scaled to lie
    between 0 and 1, less the mean that each has in the former. ``labels`` and ``held_out_labels``:
    the digits, integers.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, labels = load_digits(return_X_y=True)
    train, held_out = train_test_split(
        np.arange(len(labels)), test_size=HELD_OUT, stratify=labels, random_state=SEED
    )
    pixels, train, held_out = pixels / DOTS, np.sort(train), np.sort(held_out)
    features = pixels - pixels[train].mean(axis=0)
    return {
        "features": features[train],
        "labels": labels[train],
        "held_out_features": features[held_out],
        "held_out_labels": labels[held_out],
    }
