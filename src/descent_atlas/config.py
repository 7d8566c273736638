"""The configuration: its schema, and one clear sentence for whatever is wrong with it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from descent_atlas.registry import build_optimizer, problem_instance
from descent_atlas.spelling import nearest

Rate = Annotated[float, Field(gt=0, le=1e6)]


class ConfigError(ValueError):
    """What is wrong with a configuration, in one sentence with the key and the file."""


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


class Config(_Section):
    """The grid: everything that is run, and nothing that is not."""

    seed: int = Field(ge=0, description="seeds the starts, the noise and the shuffling")
    problems: list[str] = Field(
        min_length=1, description="files in problems/; NAME_10d, NAME_rotated"
    )
    optimizers: list[str] = Field(min_length=1, description="files in optimizers/")
    variants: Variants = Field(
        description="which samples a step sees, and how many steps a run has"
    )
    learning_rates: LearningRates = Field(description="the same for every optimizer")
    starts: int = Field(
        ge=2, le=4096, description="starts of each problem, the classical one first"
    )
    noise: Noise = Field(description="of functions without data")
    success_target: float = Field(
        ge=1e-8, le=0.1, description="a run succeeds if its gap holds this share of the initial gap"
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


def read_config(path: str | Path) -> Config:
    """The configuration in a YAML file. Raises ConfigError, one sentence, if anything is wrong."""
    return validate(read_yaml(path), path)


def read_yaml(path: str | Path) -> Any:
    """What a YAML file holds. Raises ConfigError if it is no YAML, or has a key twice."""
    try:
        return yaml.load(Path(path).read_text(encoding="utf-8"), _UniqueKeys)
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; `ls config/` shows those there are"
        ) from None
    except yaml.YAMLError as error:
        raise ConfigError(_broken(path, error)) from None


class _UniqueKeys(yaml.SafeLoader):
    """YAML's own loader lets the second of two equal keys win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if names.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands in it twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


def validate(content: Any, path: str | Path) -> Config:
    """The configuration in ``content``, which was read from ``path``. Raises ConfigError."""
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: a mapping of keys is expected, as in config/config.yaml")
    try:
        return Config.model_validate(_numbers(content))
    except ValidationError as error:
        # A misspelt key is also a missing one; the misspelling is what its author wants to hear of.
        errors = sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise ConfigError(f"{path}: {_sentence(errors[0])}") from None


def _numbers(content: Any) -> Any:
    """YAML 1.1 reads 1e-6 as text (it wants 1.0e-6); whoever writes it means the number."""
    if isinstance(content, dict):
        return {str(key): _numbers(value) for key, value in content.items()}
    if isinstance(content, str):
        try:
            return float(content) if "e" in content.lower() else content
        except ValueError:
            return content
    return content


def _broken(path: str | Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{path}{line}: {getattr(error, 'problem', None) or 'this is not YAML'}"


def _sentence(error: Any) -> str:
    """One of pydantic's errors as a sentence that starts with the key."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key '{key}'; {nearest(str(error['loc'][-1]), _siblings(error['loc']))}"
    if error["type"] == "missing":
        return f"the key '{key}' is missing; config/config.yaml shows it with its meaning"
    if error["type"] == "value_error":
        return f"{key}: {error['ctx']['error']}" if key else str(error["ctx"]["error"])
    message = error["msg"].replace("Input should be", "must be").replace("a valid i", "an i")
    message = message.replace("valid ", "")
    return f"{key}: {message}, not {error['input']!r}"


def _siblings(location: tuple[str, ...]) -> list[str]:
    """The keys that stand beside a key."""
    properties = Config.model_json_schema()
    level: Any = properties
    for part in location[:-1]:
        level = level["properties"][part]
        references = [level, *level.get("anyOf", []), *level.get("allOf", [])]
        name = next(item["$ref"] for item in references if "$ref" in item)
        level = properties["$defs"][name.rsplit("/", 1)[1]]
    return list(level["properties"])
