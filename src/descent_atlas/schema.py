"""The configuration's schema: what each key means, and what it may be."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from descent_atlas.registry import build_optimizer, problem_instance
from descent_atlas.spelling import nearest

Rate = Annotated[float, Field(gt=0, le=1e6)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FullBatch(_Section):
    """Every step sees all samples."""

    iterations: int = Field(ge=10, le=1_000_000, description="steps of a run")


class Stochastic(FullBatch):
    """Every step sees one sample."""


class MiniBatch(FullBatch):
    """Every step sees a batch of samples."""

    batch_size: int = Field(ge=2, le=4096, description="samples of a step")


class Variants(_Section):
    """The descent variants; one that is left out is not run."""

    full_batch: FullBatch | None = None
    mini_batch: MiniBatch | None = None
    stochastic: Stochastic | None = None

    @model_validator(mode="after")
    def _some(self) -> Variants:
        if not self.model_dump(exclude_none=True):
            raise ValueError("at least one variant is needed")
        return self


class LearningRates(_Section):
    """The learning rates every optimizer is run at, spaced evenly on a log scale."""

    lowest: Rate = Field(description="the smallest learning rate")
    highest: Rate = Field(description="the largest learning rate")
    per_decade: int = Field(ge=1, le=32, description="learning rates in each factor of ten")

    @model_validator(mode="after")
    def _rising(self) -> LearningRates:
        if self.highest <= self.lowest:
            raise ValueError(f"highest ({self.highest:g}) must be above lowest ({self.lowest:g})")
        steps = self.per_decade * math.log10(self.highest / self.lowest)
        if abs(steps - round(steps)) > 1e-6:
            raise ValueError(
                f"from lowest ({self.lowest:g}) to highest ({self.highest:g}) there must be a whole number of"
                f" steps, {self.per_decade} to a factor of ten"
            )
        return self


class Noise(_Section):
    """How a function without data becomes a finite sum, for the mini-batch and stochastic variants."""

    samples: int = Field(ge=2, le=65536, description="parts of the finite sum")
    scale: float = Field(
        ge=0, le=100, description="root mean square of a part's perturbation, in typical gradients"
    )


Size = Annotated[int, Field(ge=1, le=1_000_000)]


class SmallNetwork(_Section):
    """Sizes of E11; one that is left out is as published."""

    widths: list[Annotated[list[Size], Field(min_length=2, max_length=2)]] | None = Field(
        default=None, min_length=1, description="pairs of hidden units and starts, for the minima"
    )
    minima_samples: Size | None = Field(default=None, description="digits of their loss")
    sizes: list[Size] | None = Field(
        default=None, min_length=1, description="training sets, in digits"
    )
    runs: Size | None = Field(default=None, description="runs of each training set")
    updates: Size | None = Field(default=None, description="steps of each run")


class Experiments(_Section):
    """Experiments that take long and may be made smaller; the rest is fixed by the article."""

    e11: SmallNetwork | None = None


class Config(_Section):
    """The grid: everything that is run, and nothing that is not."""

    seed: int = Field(ge=0, description="seeds the starts, the noise and the shuffling")
    problems: list[str] = Field(
        min_length=1, description="files in problems/; NAME_10d, NAME_rotated, NAME_10d_rotated"
    )
    optimizers: list[str] = Field(min_length=1, description="files in optimizers/")
    variants: Variants = Field(
        description="which samples a step sees, and how many steps a run has"
    )
    learning_rates: LearningRates = Field(description="the same for every optimizer")
    starts: int = Field(
        ge=2, le=4096, description="starts of each problem, the classical one first"
    )
    fewer_starts: dict[str, Annotated[int, Field(ge=2)]] = Field(
        default_factory=dict, description="how many starts a problem has whose gradients are dear"
    )
    noise: Noise = Field(description="of functions without data")
    success_target: float = Field(
        ge=1e-8, le=0.1, description="a run succeeds if its gap holds this share of the initial gap"
    )

    experiments: Experiments | None = Field(
        default=None, description="smaller sizes for the article's dearest experiments"
    )

    @model_validator(mode="after")
    def _batches_are_batches(self) -> Config:
        mini_batch = self.variants.mini_batch
        if mini_batch and mini_batch.batch_size >= self.noise.samples:
            raise ValueError(
                f"variants.mini_batch.batch_size ({mini_batch.batch_size}) must be below"
                f" noise.samples ({self.noise.samples}), or it is the full batch"
            )
        return self

    @model_validator(mode="after")
    def _fewer_is_fewer(self) -> Config:
        for name, count in self.fewer_starts.items():
            if name not in self.problems:
                raise ValueError(
                    f"fewer_starts names '{name}', which is not among the problems;"
                    f" {nearest(name, self.problems)}"
                )
            if count >= self.starts:
                raise ValueError(
                    f"fewer_starts.{name} ({count}) must be below starts ({self.starts})"
                )
        return self

    @model_validator(mode="after")
    def _everyone_runs(self) -> Config:
        for name in self.optimizers:
            reason = build_optimizer(name).full_batch_only
            if reason and self.variants.full_batch is None:
                raise ValueError(
                    f"the optimizer '{name}' runs with the full batch only, and variants has no"
                    f" full_batch: {reason.rstrip('.')}"
                )
        return self

    @field_validator("success_target")
    @classmethod
    def _is_target(cls, target: float) -> float:
        if f"{target:.0e}" not in {f"1e-{k:02d}" for k in range(1, 9)} or f"{target:g}" not in {
            f"{10.0**-k:g}" for k in range(1, 9)
        }:
            raise ValueError("a power of ten from 0.1 to 1e-8 is needed")
        return target

    @field_validator("problems", "optimizers")
    @classmethod
    def _sorted_once(cls, names: list[str]) -> list[str]:
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"'{twice[0]}' is listed twice")
        return sorted(names)

    @field_validator("problems")
    @classmethod
    def _problems_exist(cls, names: list[str]) -> list[str]:
        for name in names:
            problem_instance(name)
        return names

    @field_validator("optimizers")
    @classmethod
    def _optimizers_exist(cls, names: list[str]) -> list[str]:
        for name in names:
            build_optimizer(name)
        return names
