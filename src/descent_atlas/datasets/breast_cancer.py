"""Breast Cancer Wisconsin (Diagnostic): 30 measurements of cell nuclei for each of 569 tumours.

Origin: W. Wolberg, O. Mangasarian, N. Street and W. Street, UCI Machine Learning Repository, 1993,
doi:10.24432/C5DW2B, CC BY 4.0; the copy inside scikit-learn. 212 tumours are malignant, 357 benign.
"""

import numpy as np

from descent_atlas.problem import Array

SEED, HELD_OUT = 0, 0.2


def load() -> dict[str, Array]:
    """Four fifths to train on, one fifth held out, with the same share of malignant tumours.

    ``features`` (456, 30) and ``held_out_features`` (113, 30), standardised by the mean and the
    standard deviation of the former; ``labels`` and ``held_out_labels``, +1 malignant and -1
    benign; ``feature_names`` (30,).
    """
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    labels = np.where(data.target_names[data.target] == "malignant", 1.0, -1.0)
    train, held_out = split(labels)
    mean, deviation = data.data[train].mean(axis=0), data.data[train].std(axis=0)
    features = (data.data - mean) / deviation
    return {
        "features": features[train],
        "labels": labels[train],
        "held_out_features": features[held_out],
        "held_out_labels": labels[held_out],
        "feature_names": np.array(data.feature_names, dtype=np.str_),
    }


def split(labels: Array) -> tuple[Array, Array]:
    """The samples to train on and the held-out ones, sorted, each class in the same proportion."""
    generator = np.random.default_rng(SEED)
    held_out = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        held_out.append(generator.permutation(members)[: round(HELD_OUT * len(members))])
    chosen = np.isin(np.arange(len(labels)), np.concatenate(held_out))
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
