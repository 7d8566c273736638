"""The grid: what every shard shares, from a configuration's plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from descent_atlas.variants import Array, Variant


@dataclass(frozen=True)
class Grid:
    """The settings that every shard shares."""

    seed: int
    learning_rates: Array
    variants: dict[str, Variant]
    iterations: dict[str, int]
    starts: int
    noise_samples: int

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Grid:
        """The grid of a validated configuration's plain values."""
        variants = {name: v for name, v in settings["variants"].items() if v is not None}
        sizes = {"full_batch": None, "stochastic": 1}
        return cls(
            seed=settings["seed"],
            learning_rates=learning_rates(**settings["learning_rates"]),
            variants={n: Variant(sizes.get(n, v.get("batch_size"))) for n, v in variants.items()},
            iterations={name: v["iterations"] for name, v in variants.items()},
            starts=settings["starts"],
            noise_samples=settings["noise"]["samples"],
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Variants x starts x learning rates."""
        return len(self.variants), self.starts, len(self.learning_rates)

    def without_noise(self) -> Grid:
        """The part of it for an optimizer that is not run on sampled gradients."""
        full = [name for name, variant in self.variants.items() if variant.batch_size is None]
        return replace(
            self,
            variants={name: self.variants[name] for name in full},
            iterations={name: self.iterations[name] for name in full},
        )


def for_problem(settings: dict[str, Any], name: str) -> dict[str, Any]:
    """The settings as they are for one problem: it may have fewer starts than the others."""
    fewer = settings.get("fewer_starts", {})
    own = {key: value for key, value in settings.items() if key != "fewer_starts"}
    return own | {"starts": fewer.get(name, settings["starts"])}


def learning_rates(lowest: float, highest: float, per_decade: int) -> Array:
    """Evenly spaced on a log scale from lowest to highest, both included; powers of ten are exact.

    The two must be a whole number of steps apart.
    """
    count = round(per_decade * np.log10(highest / lowest)) + 1
    exponents = np.log10(lowest) + np.arange(count) / per_decade
    return np.array([float(f"{10.0**exponent:.12g}") for exponent in exponents])


@dataclass(frozen=True)
class Prepared:
    """What is fixed for a problem before any optimizer sees it."""

    starts: Array
    """(starts, dimension), the classical one first"""
    noise_scale: float
    """Root mean square of a part's perturbation, in units of f over units of x"""
    typical_gradient_norm: float
    """The median gradient norm at the starts"""


def path_iterations(iterations: int) -> Array:
    """Every one of the first hundred, then about thirty a decade."""
    dense = np.arange(min(101, iterations + 1))
    count = max(2, int(30 * np.log10(max(iterations / 100, 1.1))))
    spaced = np.rint(np.geomspace(min(100, iterations), iterations, count)).astype(int)
    return np.unique(np.concatenate([dense, spaced]))
