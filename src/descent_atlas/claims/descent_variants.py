"""Claims of the section on descent variants: what a smaller batch saves, and what it costs. (E6)"""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, Tables, claim
from descent_atlas.comparison.intervals import bootstrap, medians, wilson
from descent_atlas.randomness import generator
from descent_atlas.words import number

HISTORY, REPEATS, BETWEEN = (
    f"results/tables/{name}.csv" for name in ("e06_history", "e06_repeats", "e05_between")
)
LITTLE_WORK = 0.1
"""At most this share of the full batch's gradient samples is little work."""
NOISY = 0.25
"""A loss is noisy if it rises with at least this share of the steps."""
ALMOST_ALL = 0.95
"""A difference that this share of the repeats shows is no accident of one seed."""


@claim(
    "C9",
    "With the full batch the loss falls smoothly, with every step.",
    criterion=(
        "No step raises the loss: neither in the article’s regression, nor at any tried rate in "
        "the Rosenbrock valley whose run ends lower than it began."
    ),
    section="descent-variants",
    needs=("e06_history", "e05_between"),
    shown_by=("e06_convergence", "e05_between"),
)
def smooth_with_full_batch(tables: Tables) -> Decision:
    """The exact gradient is a direction of descent, but the step along it has a length, and a long
    step can land higher. So the sentence is tested where the article says it, on the regression,
    and then at every learning rate of E5, where the gradient is just as exact. “Every step” means
    every one: a single rise is an exception.
    """
    losses = tables["e06_history"].query("variant == 'full_batch'")["loss"].to_numpy()
    own = int((np.diff(losses) > 0).sum())
    runs = tables["e05_between"].dropna(subset="final_loss").sort_values("learning_rate")
    rough = runs[runs["rises"] > 0]
    evidence = (
        Evidence("steps that raise the loss, regression", own, "steps", HISTORY),
        Evidence("rates tried in the valley that do not diverge", len(runs), "", BETWEEN),
        Evidence("of these, with a step that raises the loss", len(rough), "", BETWEEN),
    )
    if own:
        return Decision(FAILS, evidence, "It would hold for a smaller learning rate.")
    if rough.empty:
        return Decision(HOLDS, evidence)
    smooth = runs[runs["learning_rate"] < rough["learning_rate"].min()]["learning_rate"]
    upto = f"up to a rate of {number(smooth.max())}" if len(smooth) else "at no rate"
    condition = (
        f"It holds in the regression, and in the Rosenbrock valley {upto}; with larger rates some "
        "steps raise the loss although the gradient is exact."
    )
    return Decision(DEPENDS, evidence, condition)


@claim(
    "C10",
    "Stochastic descent gets far on little work, and its loss is noisy.",
    criterion=(
        "To cover nine tenths of the way down for good it needs at most a tenth of the full batch’s "
        f"gradient samples, and at least {NOISY:.0%} of its late steps raise the loss (medians over "
        "repeats, with the whole 95 % interval on that side)."
    ),
    section="descent-variants",
    needs=("e06_repeats",),
    shown_by=("e06_convergence", "e06_repeats"),
)
def far_on_little_work(tables: Tables) -> Decision:
    """Work is counted in gradients of single samples, since a step of one variant is not a step of
    another. What counts as covered is what stays covered; of noisy losses, in 95 % of the steps that
    remain. A tenth is a saving that no choice of constants explains away. A loss that wanders at
    random rises with half of its steps, one that falls smoothly with none; a quarter lies between.
    """
    repeats = tables["e06_repeats"]
    work = {name: _median(repeats, name, "bulk_after") for name in ("stochastic", "full_batch")}
    if not np.isfinite([work["stochastic"][0], work["full_batch"][0]]).all():
        return Decision(FAILS, (), "It would need a learning rate with which both get that far.")
    share = _ratio(repeats)
    noise = _median(repeats, "stochastic", "rising")
    evidence = (
        Evidence("work of stochastic descent", work["stochastic"][0], "gradient samples", REPEATS),
        Evidence("work of the full batch", work["full_batch"][0], "gradient samples", REPEATS),
        Evidence("their ratio", share[0], "", REPEATS, *_finite(share[1:])),
        Evidence("share of late steps that raise the loss", noise[0], "", REPEATS, *noise[1:]),
    )
    little, noisy = share[2] <= LITTLE_WORK, noise[1] >= NOISY
    if little and noisy:
        return Decision(HOLDS, evidence)
    if not little and not noisy:
        return Decision(FAILS, evidence, "Neither the saving nor the noise is as large as that.")
    missing = "the noise is smaller" if little else "the saving is smaller"
    return Decision(DEPENDS, evidence, f"One half of it: {missing} than the criterion asks.")


@claim(
    "C11",
    "Mini-batches are the compromise: steadier than single samples, cheaper per step than the full batch.",
    criterion=(
        "In the second half of its run a mini-batch run hovers closer above the lowest loss than a "
        f"stochastic run in at least {ALMOST_ALL:.0%} of the repeats. And over all repeats: its step costs "
        "fewer gradient samples than the full batch’s, and in the median it covers nine tenths of the way "
        "down for good with less work."
    ),
    section="descent-variants",
    needs=("e06_repeats",),
    shown_by=("e06_convergence", "e06_repeats"),
)
def the_compromise(tables: Tables) -> Decision:
    """A cheaper step alone would be true by definition, so a compromise has to earn something with
    it: the same progress for less work. “Steadier” is the height at which the loss hovers in the
    second half of the run, compared repeat by repeat, and one seed may be lucky: so it has to
    hold for nearly all of them, with the lower end of Wilson’s interval above a half. A step’s cost is the
    same in every repeat, and work is compared by its medians.
    """
    repeats = tables["e06_repeats"]
    floors = repeats.pivot(index="repeat", columns="variant", values="floor")
    steadier = int((floors["mini_batch"] < floors["stochastic"]).sum())
    low, high = (float(end) for end in wilson(np.array(steadier), np.array(len(floors))))
    cost = repeats.groupby("variant")["step_samples"].first()
    work = {name: _median(repeats, name, "bulk_after")[0] for name in ("mini_batch", "full_batch")}
    if not np.isfinite(list(work.values())).all():
        return Decision(FAILS, (), "It would need a learning rate with which both get that far.")
    share = steadier / len(floors)
    evidence = (
        Evidence("repeats in which the mini-batch is steadier", share, "share", REPEATS, low, high),
        Evidence("a step of the mini-batch", int(cost["mini_batch"]), "gradient samples", REPEATS),
        Evidence("a step of the full batch", int(cost["full_batch"]), "gradient samples", REPEATS),
        Evidence("work of the mini-batch", work["mini_batch"], "gradient samples", REPEATS),
        Evidence("work of the full batch", work["full_batch"], "gradient samples", REPEATS),
    )
    parts = {
        "steadier than single samples": share >= ALMOST_ALL and low > 0.5,
        "cheaper per step": bool(cost["mini_batch"] < cost["full_batch"]),
        "ahead for the same work": work["mini_batch"] < work["full_batch"],
    }
    if all(parts.values()):
        return Decision(HOLDS, evidence)
    lacking = ", ".join(f"not {part}" for part, found in parts.items() if not found)
    if not any(parts.values()):
        return Decision(FAILS, evidence, f"It is {lacking}.")
    return Decision(DEPENDS, evidence, f"It is {lacking}.")


def _of(repeats: pd.DataFrame, variant: str, column: str) -> np.ndarray:
    """The values of one variant; a repeat that never got there counts as infinite."""
    values = repeats.loc[repeats["variant"] == variant, column]
    return values.astype(float).fillna(np.inf).to_numpy()


def _median(repeats: pd.DataFrame, variant: str, column: str) -> tuple[float, float, float]:
    """The median over the repeats and its bootstrap interval."""
    values = _of(repeats, variant, column)
    random = generator("claims", "descent_variants", variant, column)
    low, high = bootstrap(values, medians, random)
    return float(np.median(values)), float(low), float(high)


def _ratio(repeats: pd.DataFrame) -> tuple[float, float, float]:
    """Work of stochastic descent over work of the full batch: medians, and the bootstrap interval."""
    work = np.array([_of(repeats, name, "bulk_after") for name in ("stochastic", "full_batch")])
    low, high = bootstrap(work, _of_medians, generator("claims", "descent_variants", "ratio"))
    return float(_of_medians(work)), float(low), float(high)


def _finite(ends: tuple[float, ...]) -> tuple[float, ...]:
    """An interval's ends, without one that is open."""
    return ends if np.isfinite(ends).all() else ()


def _of_medians(pairs: np.ndarray) -> np.ndarray:
    """The first row's median over the second's; where both are infinite, nothing is saved."""
    first, second = medians(pairs)
    with np.errstate(invalid="ignore"):
        ratio: np.ndarray = np.nan_to_num(first / second, nan=np.inf)
    return ratio
