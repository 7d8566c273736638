"""Handwritten digits as the networks of E11 see them: pictures, labels, and one-hot targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descent_atlas.datasets import digits
from descent_atlas.network import Network
from descent_atlas.problem import Array

CLASSES = 10


@dataclass(frozen=True)
class Samples:
    """Pictures (..., samples, inputs) and their labels (..., samples)."""

    features: Array
    labels: Array

    @property
    def targets(self) -> Array:
        """One-hot rows, shape (..., samples, CLASSES)."""
        return np.eye(CLASSES)[self.labels]

    def at(self, rows: Array) -> Samples:
        """These samples; rows of several axes give as many sets of samples."""
        return Samples(self.features[rows], self.labels[rows])

    def network(self, hidden: int, penalty: float = 0.0) -> Network:
        """A network for them."""
        return Network(self.features.shape[-1], hidden, CLASSES, penalty)

    def loss(self, network: Network, parameters: Array) -> Array:
        """The loss of each network, with its penalty."""
        return network.value_and_gradient(parameters, self.features, self.targets)[0]

    def accuracy(self, network: Network, parameters: Array) -> Array:
        """The share that each network classifies correctly."""
        return network.accuracy(parameters, self.features, self.labels)


def load() -> tuple[Samples, Samples]:
    """The samples to train on, and the held-out ones."""
    data = digits.load()
    return (
        Samples(data["features"], data["labels"]),
        Samples(data["held_out_features"], data["held_out_labels"]),
    )
