"""The five loss functions: each returns the mean loss and its gradient in the predictions.

The mean runs over the samples, the last axis (with classes, the last but one), so leading axes can
hold many sets of predictions at once: predictions (..., n) give losses (...), gradients (..., n).
Targets broadcast against predictions. Where a loss has a kink, the subgradient is named.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray
CLIP = 1e-15
"""Probabilities below it count as this much, so that no logarithm is infinite."""


def mean_squared_error(prediction: Array, target: Array) -> tuple[Array, Array]:
    """The mean of e^2, e = prediction - target. Smooth; a large error weighs by its square."""
    error = prediction - target
    return (error**2).mean(axis=-1), 2 * error / error.shape[-1]


def mean_absolute_error(prediction: Array, target: Array) -> tuple[Array, Array]:
    """The mean of |e|, e = prediction - target. A kink at e = 0, where the subgradient is 0."""
    error = prediction - target
    return np.abs(error).mean(axis=-1), np.sign(error) / error.shape[-1]


def huber(prediction: Array, target: Array, delta: float = 1.0) -> tuple[Array, Array]:
    """The mean of e^2 / 2 where |e| <= delta, and of delta (|e| - delta / 2) beyond.

    The two pieces meet with the same slope, so the gradient is continuous; only the second
    derivative jumps. Raises ValueError unless delta is positive: at 0 nothing would be left of it.
    Source: P. J. Huber, Annals of Mathematical Statistics 35, 1964.
    """
    if delta <= 0:
        raise ValueError(f"the Huber loss needs a positive delta, not {delta}")
    error = prediction - target
    inside = np.clip(error, -delta, delta)
    return (inside * (error - inside / 2)).mean(axis=-1), inside / error.shape[-1]


def binary_cross_entropy(probability: Array, target: Array) -> tuple[Array, Array]:
    """The mean of -t log p - (1 - t) log(1 - p), p and 1 - p clipped below at CLIP.

    Beyond the clip the loss is constant. There the gradient is the slope at the clip's edge and not
    the 0 of a constant, which would leave the most confidently wrong predictions uncorrected.
    """
    yes, no = np.maximum(probability, CLIP), np.maximum(1 - probability, CLIP)
    loss = -target * np.log(yes) - (1 - target) * np.log(no)
    return loss.mean(axis=-1), ((1 - target) / no - target / yes) / loss.shape[-1]


def categorical_cross_entropy(logits: Array, target: Array) -> tuple[Array, Array]:
    """The mean of -sum_k t_k log softmax(logits)_k. Smooth everywhere.

    ``logits`` and ``target`` have shape (..., n, classes), and each target sums to 1; the loss has
    shape (...), the gradient that of the logits.
    """
    log_probability = log_softmax(logits)
    loss = -(target * log_probability).sum(axis=-1)
    return loss.mean(axis=-1), (np.exp(log_probability) - target) / loss.shape[-1]


def log_softmax(logits: Array) -> Array:
    """log(exp(z_k) / sum_j exp(z_j)) over the last axis, shifted so that nothing overflows."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
