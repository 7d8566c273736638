"""E4: cross-entropy for two classes and for three, and how its gradient differs from squared error's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.losses import (
    CLIP,
    binary_cross_entropy,
    categorical_cross_entropy,
    log_softmax,
    mean_squared_error,
)

Array = np.ndarray
Loss = Callable[[Array, Array], tuple[Array, Array]]

PROBABILITIES = np.linspace(0.01, 0.99, 100)
LABELS = (1, 0)
MARKED = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
"""The probabilities whose loss is told, for the true label 1."""
CLASSES = ("cat", "dog", "bird")
LOGITS = np.array([1.5, 2.0, -0.5])
TARGET = np.array([1.0, 0.0, 0.0])
"""A picture of a cat, which looks a little more like a dog to the model."""
LOSSES: dict[str, Loss] = {
    "entropy_steps": binary_cross_entropy,
    "squared_steps": mean_squared_error,
}
RESCUED, RESCUE_RATE = np.array([-2.0, -4.0, -6.0, -8.0]), 1.0
"""Logits of the true label from which a descent starts, ever more confidently wrong."""


def run() -> dict[str, Any]:
    """The tables and the facts, by their path under the results."""
    curve = pd.concat([curves(label) for label in LABELS], ignore_index=True)
    marked, classes, rescued = marks(), softmax_example(), rescue()
    return {
        "tables/e04_curves.csv": curve,
        "tables/e04_cross_entropy.csv": marked,
        "tables/e04_softmax.csv": classes,
        "tables/e04_rescue.csv": rescued,
        "facts/e04.json": facts(curve, marked, classes, rescued),
    }


def curves(label: int) -> pd.DataFrame:
    """Loss and gradient of a single prediction against its probability, for one true label.

    ``gradient`` is in the probability p, ``logit_gradient`` in the logit z of p = 1/(1 + exp(-z)),
    by the chain rule: dp/dz = p (1 - p). ``squared_error`` and ``squared_logit_gradient`` are those
    of (p - label)^2.
    """
    p, target = PROBABILITIES[:, None], np.array([float(label)])
    entropy, gradient = binary_cross_entropy(p, target)
    squared, squared_gradient = mean_squared_error(p, target)
    through_sigmoid = PROBABILITIES * (1 - PROBABILITIES)
    return pd.DataFrame(
        {
            "probability": PROBABILITIES,
            "label": label,
            "loss": entropy,
            "gradient": gradient[:, 0],
            "logit_gradient": gradient[:, 0] * through_sigmoid,
            "squared_error": squared,
            "squared_logit_gradient": squared_gradient[:, 0] * through_sigmoid,
        }
    )


def marks() -> pd.DataFrame:
    """The loss at the marked probabilities of the true label."""
    loss = binary_cross_entropy(MARKED[:, None], np.ones(1))[0]
    return pd.DataFrame({"probability": MARKED, "loss": loss})


def softmax_example() -> pd.DataFrame:
    """Three classes: each one's probability, its share of the loss, and the gradient in its logit."""
    log_probability = log_softmax(LOGITS)
    gradient = categorical_cross_entropy(LOGITS[None], TARGET[None])[1][0]
    return pd.DataFrame(
        {
            "class": CLASSES,
            "logit": LOGITS,
            "probability": np.exp(log_probability),
            "target": TARGET,
            "loss": -TARGET * log_probability + 0.0,
            "gradient": gradient,
        }
    )


def rescue() -> pd.DataFrame:
    """Steps of descent on one logit until a confidently wrong prediction turns right, by loss."""
    counts = {name: [steps_until_right(loss, z) for z in RESCUED] for name, loss in LOSSES.items()}
    return pd.DataFrame({"logit": RESCUED, "probability": sigmoid(RESCUED)} | counts)


def steps_until_right(loss: Loss, logit: float) -> int:
    """Steps of RESCUE_RATE until the probability of the true label is above a half."""
    steps = 0
    while logit <= 0:
        p = sigmoid(np.array([logit]))
        logit -= RESCUE_RATE * float((loss(p, np.ones(1))[1] * p * (1 - p))[0])
        steps += 1
    return steps


def sigmoid(logit: Array) -> Array:
    """The probability that belongs to a logit, 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-logit))


def facts(
    curve: pd.DataFrame, marked: pd.DataFrame, classes: pd.DataFrame, rescued: pd.DataFrame
) -> dict[str, Any]:
    """Every number that the page quotes."""
    true = curve[curve["label"] == 1]
    sizes = true["squared_logit_gradient"].abs().to_numpy()
    steepest, class_facts = int(sizes.argmax()), classes.set_index("class").T.to_dict()
    return {
        "points": len(PROBABILITIES),
        "clip": CLIP,
        "clipped_loss": float(binary_cross_entropy(np.zeros(1), np.ones(1))[0]),
        "marked": marked.to_dict(orient="records"),
        "wrong": true.iloc[0].to_dict(),
        "right": true.iloc[-1].to_dict(),
        "squared_steepest": {
            "probability": float(PROBABILITIES[steepest]),
            "slope": float(sizes[steepest]),
        },
        "rescue": {"rate": RESCUE_RATE, "worst": rescued.iloc[-1].to_dict()},
        "softmax": {
            "loss": float(classes["loss"].sum()),
            "true": CLASSES[int(TARGET.argmax())],
            "predicted": CLASSES[int(LOGITS.argmax())],
            **{str(name): values for name, values in class_facts.items()},
        },
    }
