"""The engine against a plain loop that descends one run at a time: `make bench`.

Prints run-iterations per CPU-second and their ratio to the loop, on Rosenbrock in two dimensions, all metrics
on. The contestants take turns in one process, so that a machine that slows down slows all of
them; medians are taken over the rounds. The loop is how a textbook writes it, with small arrays and
the same formulas; it keeps the loss and the iterate of every step in lists and measures nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from descent_atlas import engine, metrics
from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problems.rosenbrock import Rosenbrock
from descent_atlas.runs import Landscape, Runs, blocks
from descent_atlas.variants import PerturbedFunction, Variant

ITERATIONS = 1000
SIZES = (1, 32, 1024, 16384)
GOALS = {"adam": {1024: 200, 16384: 450}, "gradient_descent": {1024: 200, 16384: 330}}


def rosenbrock(point: np.ndarray) -> float:
    x, y = point
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rosenbrock_gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def loop_gradient_descent(iterations: int) -> tuple[list[float], list[np.ndarray]]:
    """One run of gradient descent, one step at a time."""
    theta = np.array([-0.5, 1.5])
    losses, path = [], []
    for _ in range(iterations):
        losses.append(rosenbrock(theta))
        path.append(theta.copy())
        theta = theta - 1e-4 * rosenbrock_gradient(theta)
    return losses, path


def loop_adam(iterations: int) -> tuple[list[float], list[np.ndarray]]:
    """One run of Adam, one step at a time."""
    theta = np.array([-0.5, 1.5])
    m, v = np.zeros(2), np.zeros(2)
    losses, path = [], []
    for t in range(1, iterations + 1):
        losses.append(rosenbrock(theta))
        path.append(theta.copy())
        gradient = rosenbrock_gradient(theta)
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        m_hat = m / (1 - 0.9**t)
        v_hat = v / (1 - 0.999**t)
        theta = theta - 1e-3 * m_hat / (np.sqrt(v_hat) + 1e-8)
    return losses, path


def batch(optimizer: engine.Optimizer, highest: float, runs: int) -> Callable[[], object]:
    """A descent of many runs with all metrics, rates spread over three decades up to ``highest``."""
    problem = Rosenbrock()
    generator = np.random.default_rng(0)
    rates = np.geomspace(highest / 1000, highest, runs)[:, None]
    starts = generator.uniform(-2.048, 2.048, (runs, 2))
    everything = Runs(starts, rates, np.full(runs, ITERATIONS), np.arange(runs) == 0)
    landscape = Landscape(0.0, np.zeros(2), 4.096 * np.sqrt(2))
    evaluated = np.arange(ITERATIONS + 1)
    path = np.arange(101)

    def descend() -> None:
        for block in blocks(runs, 2):
            own = everything.take(block)
            zeros = np.zeros(len(own.start), int)
            estimate = PerturbedFunction(
                problem, np.zeros((1, 2)), [Variant()], [[generator]], zeros, zeros
            )
            descent = engine.descend(optimizer, estimate, own, landscape, evaluated, path)
            metrics.measure(descent.iterations, descent.gaps, noisy=False)

    return descend


def rate(contestant: Callable[[], object], run_iterations: int) -> float:
    """Run-iterations per CPU-second, over at least a fifth of a second."""
    start, count = time.process_time(), 0
    while time.process_time() - start < 0.2:
        contestant()
        count += 1
    return count * run_iterations / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7, help="turns of each contestant (7)")
    rounds = parser.parse_args().rounds
    cases = (
        ("gradient_descent", loop_gradient_descent, GradientDescent(), 1e-3),
        ("adam", loop_adam, Adam(), 1e-1),
    )
    for name, loop, optimizer, highest in cases:
        contestants: dict[str, tuple[Callable[[], object], int]] = {
            "loop": (lambda loop=loop: loop(ITERATIONS), ITERATIONS)
        }
        for runs in SIZES:
            contestants[f"{runs}"] = (batch(optimizer, highest, runs), runs * ITERATIONS)
        taken: dict[str, list[float]] = {label: [] for label in contestants}
        for turn in range(rounds + 1):
            for label, (contestant, size) in contestants.items():
                measured = rate(contestant, size)
                if turn:  # the first turn warms up
                    taken[label].append(measured)
        print(
            f"\n{name}: Rosenbrock, 2-D, {ITERATIONS} iterations, all metrics, medians of {rounds}"
        )
        print(f"  {'one at a time':>14}  {statistics.median(taken['loop']) / 1e3:10.1f} k/s")
        for runs in SIZES:
            pairs = zip(taken[f"{runs}"], taken["loop"], strict=True)
            ratios = [ours / theirs for ours, theirs in pairs]
            goal = GOALS[name].get(runs)
            verdict = "reached" if goal and statistics.median(ratios) >= goal else "missed"
            told = f"   goal {goal} x: {verdict}" if goal else ""
            print(
                f"  {runs:>9} runs  {statistics.median(taken[f'{runs}']) / 1e6:10.2f} M/s"
                f"  {statistics.median(ratios):7.1f} x  ({min(ratios):.1f} to {max(ratios):.1f}){told}"
            )


if __name__ == "__main__":
    main()
