"""Diabetes: ten measurements of each of 442 patients, and how far the disease went in a year.

Origin: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least angle regression, Annals of
Statistics 32, 2004; the copy inside scikit-learn.
"""

import numpy as np

from descent_atlas.problem import Array

SEED, HELD_OUT = 0, 0.2


def load() -> dict[str, Array]:
    """Four fifths to train on, one fifth held out.

    ``features`` (354, 10) and ``held_out_features`` (88, 10), ``labels`` and ``held_out_labels``, all
    standardised by the mean and the standard deviation of the former; ``feature_names`` (10,).
    """
    from sklearn.datasets import load_diabetes

    data = load_diabetes(scaled=False)
    both = np.column_stack([data.data, data.target])
    order = np.random.default_rng(SEED).permutation(len(both))
    held_out = round(HELD_OUT * len(both))
    train, rest = both[np.sort(order[held_out:])], both[np.sort(order[:held_out])]
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    train, rest = (train - mean) / deviation, (rest - mean) / deviation
    return {
        "features": train[:, :-1],
        "labels": train[:, -1],
        "held_out_features": rest[:, :-1],
        "held_out_labels": rest[:, -1],
        "feature_names": np.array(data.feature_names, dtype=np.str_),
    }
