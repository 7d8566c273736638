"""Networks trained on few digits, and what that does to digits they have never seen (E11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from descent_atlas.experiments.digit_samples import Samples
from descent_atlas.network import Network
from descent_atlas.optimizer import Optimizer
from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array
from descent_atlas.randomness import generator

HIDDEN, BATCH = 32, 20
OPTIMIZERS: dict[str, tuple[Optimizer, float]] = {
    "adam": (Adam(), 0.003),
    "gradient_descent": (GradientDescent(), 0.3),
}
"""Each with a learning rate at which it comes to classify all of its training digits."""
RECORDS = 40


@dataclass(frozen=True)
class Setting:
    """How many samples each network is trained on, with which optimizer, for how many epochs.

    A seed owns its samples, its start and its shuffles, and both optimizers share them. A smaller
    training set is the first part of a larger one.
    """

    samples: int
    optimizer: str
    epochs: int
    seeds: int


def training(train: Samples, held_out: Samples, setting: Setting) -> pd.DataFrame:
    """One row for each seed and recorded epoch: losses and accuracies, in training and held out.

    Each seed halves the held-out samples. ``selecting_loss``, on one half, serves to choose where to
    stop; ``judged_loss`` and ``judged_accuracy``, on the other, tell what the choice is worth.
    """
    network = train.network(HIDDEN)
    mine = train.at(chosen(len(train.labels), setting))
    selecting, judged = halves(held_out, setting.seeds)
    parts = []
    for epoch, x in _descent(network, mine, setting):
        record = {
            "samples": setting.samples,
            "optimizer": setting.optimizer,
            "seed": np.arange(setting.seeds),
            "epoch": epoch,
            "training_loss": mine.loss(network, x),
            "held_out_loss": held_out.loss(network, x),
            "training_accuracy": mine.accuracy(network, x),
            "held_out_accuracy": held_out.accuracy(network, x),
            "selecting_loss": selecting.loss(network, x),
            "judged_loss": judged.loss(network, x),
            "judged_accuracy": judged.accuracy(network, x),
        }
        parts.append(pd.DataFrame(record))
    return pd.concat(parts, ignore_index=True).sort_values(["seed", "epoch"], ignore_index=True)


def chosen(available: int, setting: Setting) -> Array:
    """The training samples of each seed, shape (seeds, samples)."""
    orders = [generator("e11", "samples", s).permutation(available) for s in range(setting.seeds)]
    return np.array(orders)[:, : setting.samples]


def halves(samples: Samples, seeds: int) -> tuple[Samples, Samples]:
    """For each seed two random halves that have, up to one, the same number of every digit."""
    rows = []
    for seed in range(seeds):
        order = generator("e11", "halves", seed).permutation(len(samples.labels))
        rows.append(order[np.argsort(samples.labels[order], kind="stable")])
    return samples.at(np.array(rows)[:, ::2]), samples.at(np.array(rows)[:, 1::2])


def _descent(network: Network, samples: Samples, setting: Setting) -> Iterator[tuple[int, Array]]:
    """The recorded epochs, at even distances on a log scale, and the parameters (seeds, dimension)."""
    optimizer, rate = OPTIMIZERS[setting.optimizer]
    x = np.array([network.start(generator("e11", "start", s)) for s in range(setting.seeds)])
    shuffles = [generator("e11", "shuffles", setting.samples, s) for s in range(setting.seeds)]
    runs, targets = np.arange(setting.seeds)[:, None], samples.targets
    recorded = set(np.geomspace(1, setting.epochs, RECORDS).round().astype(int).tolist())
    state, step, rates = optimizer.init(x), 0, np.array([[rate]])
    yield 0, x
    for epoch in range(1, setting.epochs + 1):
        order = np.array([stream.permutation(setting.samples) for stream in shuffles])
        for first in range(0, setting.samples, BATCH):
            batch = runs, order[:, first : first + BATCH]
            step += 1
            gradient = network.value_and_gradient(x, samples.features[batch], targets[batch])[1]
            x, state = optimizer.step(x, gradient, state, rates, step)
        if epoch in recorded:
            yield epoch, x
