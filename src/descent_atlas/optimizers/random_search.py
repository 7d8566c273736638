from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class RandomSearch(Optimizer):
    """Try a random point near the best one so far and keep it if it is lower: what the same number of
    looks at the objective finds without any gradient."""

    title = "Random search"
    formula = r"""
        \phi_t &= \begin{cases} \theta_{t-1} & \text{if } f(\theta_{t-1}) < f(\phi_{t-1}) \\
            \phi_{t-1} & \text{otherwise} \end{cases} \\
        \theta_t &= \phi_t + \alpha\, \xi_t, \qquad
            \operatorname{E} \xi_t = 0, \quad \operatorname{Var} \xi_t = I"""
    reference = (
        "J. Matyas, Random optimization, Automation and Remote Control 26, 1965; the hash: "
        "G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, "
        "OOPSLA 2014"
    )
    convention = (
        "The learning rate is the standard deviation of a trial. Each coordinate of ξ is the sum "
        "of four uniform numbers, close to normal. They are hashed from the start, the iteration "
        "and the coordinate: a run meets the same trials wherever it stands in a batch, and so do "
        "all learning rates of a start. What is measured is the best point φ."
    )
    default_learning_rate = 0.1
    rests_at_zero_gradient = False
    full_batch_only = "It compares values of the full objective, and looks at no gradient."
    uses_gap = True
    control = True

    def init(self, x: Array) -> State:
        run = np.zeros(len(x), np.uint64)
        for coordinate in x.T:
            run = _mixed(run ^ (coordinate + 0.0).view(np.uint64))
        seed = _mixed(run ^ np.arange(x.shape[1], dtype=np.uint64)[:, None]).T
        return np.copy(x), np.full((len(x), 1), np.inf), seed

    def step(
        self,
        x: Array,
        gradient: Array,
        state: State,
        learning_rate: Array,
        iteration: int,
        gap: Array | float = np.inf,
    ) -> tuple[Array, State]:
        best, lowest, seed = state
        best = np.where(gap < lowest, x, best)
        bits = _mixed(seed ^ np.uint64(iteration))
        quarters = sum(bits >> np.uint64(shift) & np.uint64(0xFFFF) for shift in (0, 16, 32, 48))
        trial = (quarters - 2.0 * 0xFFFF) / (65536 / np.sqrt(3))
        return best + learning_rate * trial, (best, np.fmin(lowest, gap), seed)

    def reported(self, x: Array, state: State) -> Array:
        return state[0]


def _mixed(bits: Array) -> Array:
    """SplitMix64's output function: every bit of the result hangs on every bit of the input."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return bits ^ bits >> np.uint64(31)
