"""What is compared with what: each function of a library that is one of the optimizers, and its arguments.

``selected`` arguments make the function this method at all: a momentum for plain SGD, say. ``aligned`` ones
change a default of the library to the convention followed here, ``here`` the other way round; a case
without either agrees as it stands. A case that ``agrees`` only by default is False has no arguments that
would bring the two together. An aligned ``schedule`` multiplies the learning rate at step t, to undo what
the function cannot leave out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TORCH, OPTAX = "PyTorch", "optax"
SCHEDULES = {
    "sqrt(1 - 0.999^t)": lambda t: (1 - 0.999**t) ** 0.5,
    "(1 - 0.9^t) / sqrt(1 - 0.999^t)": lambda t: (1 - 0.9**t) / (1 - 0.999**t) ** 0.5,
}


@dataclass(frozen=True)
class Case:
    """An optimizer here and a function there."""

    optimizer: str
    library: str
    function: str
    selected: dict[str, Any] = field(default_factory=dict)
    aligned: dict[str, Any] = field(default_factory=dict)
    here: dict[str, float] = field(default_factory=dict)
    agrees: bool = True
    rate: float = 0.01
    bowl: bool = False
    """Whether the gradient is a bowl's at the iterate plus some noise: an estimate of the distance to
    the solution grows without end where there is none."""

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings to compare at: aligned, and by default where that differs."""
        if not self.agrees:
            return ("by_default",)
        return ("aligned", "by_default") if self.aligned or self.here else ("aligned",)

    def key(self, setting: str) -> str:
        return f"{self.optimizer} {self.function} {setting}"


CASES = (
    Case("gradient_descent", TORCH, "torch.optim.SGD"),
    Case("gradient_descent", OPTAX, "optax.sgd"),
    Case(
        "momentum",
        TORCH,
        "torch.optim.SGD",
        selected={"momentum": 0.9, "dampening": 0.9},
        agrees=False,
    ),
    Case("momentum", OPTAX, "optax.ema", selected={"decay": 0.9, "debias": False}),
    Case("heavy_ball", TORCH, "torch.optim.SGD", selected={"momentum": 0.9}),
    Case("heavy_ball", OPTAX, "optax.sgd", selected={"momentum": 0.9}),
    Case("nesterov", TORCH, "torch.optim.SGD", selected={"momentum": 0.9, "nesterov": True}),
    Case("nesterov", OPTAX, "optax.sgd", selected={"momentum": 0.9, "nesterov": True}),
    Case("adagrad", TORCH, "torch.optim.Adagrad"),
    Case(
        "adagrad",
        OPTAX,
        "optax.adagrad",
        aligned={"initial_accumulator_value": 0.0, "eps": 0.0},
        here={"epsilon": 0.0},
    ),
    Case("adadelta", TORCH, "torch.optim.Adadelta", rate=1.0),
    Case("adadelta", OPTAX, "optax.adadelta", rate=1.0),
    Case("rmsprop", TORCH, "torch.optim.RMSprop", aligned={"alpha": 0.9}),
    Case("rmsprop", OPTAX, "optax.rmsprop", aligned={"eps_in_sqrt": False}),
    Case(
        "centred_rmsprop", TORCH, "torch.optim.RMSprop", selected={"centered": True}, agrees=False
    ),
    Case(
        "centred_rmsprop",
        OPTAX,
        "optax.rmsprop",
        selected={"centered": True},
        aligned={"decay": 0.95, "eps": 1e-4, "momentum": 0.9},
    ),
    Case("rprop", TORCH, "torch.optim.Rprop"),
    Case("rprop", OPTAX, "optax.rprop", agrees=False),
    Case("adam", TORCH, "torch.optim.Adam"),
    Case("adam", OPTAX, "optax.adam"),
    Case("adamw", TORCH, "torch.optim.AdamW"),
    Case("adamw", OPTAX, "optax.adamw", aligned={"weight_decay": 0.01}),
    Case("adamax", TORCH, "torch.optim.Adamax"),
    Case("adamax", OPTAX, "optax.adamax"),
    Case("nadam", TORCH, "torch.optim.NAdam"),
    Case("nadam", OPTAX, "optax.nadam", here={"momentum_decay": 1e6}),
    Case("amsgrad", TORCH, "torch.optim.Adam", selected={"amsgrad": True}),
    Case(
        "amsgrad",
        OPTAX,
        "optax.amsgrad",
        aligned={"bias_correction_nu": False, "eps": 0.0, "schedule": "sqrt(1 - 0.999^t)"},
        here={"epsilon": 0.0},
    ),
    Case("radam", TORCH, "torch.optim.RAdam", aligned={"eps": 0.0}, here={"epsilon": 0.0}),
    Case("radam", OPTAX, "optax.radam"),
    Case("yogi", OPTAX, "optax.scale_by_yogi", aligned={"initial_accumulator_value": 0.0}),
    Case("adabelief", OPTAX, "optax.adabelief", aligned={"eps": 1e-8, "eps_root": 1e-8}),
    Case(
        "adan",
        OPTAX,
        "optax.adan",
        aligned={"b2": 0.5, "eps_root": 0.0},
        here={"beta2": 0.5},
    ),
    Case("adabound", "adabound", "adabound.AdaBound", rate=0.001),
    Case("sign_descent", OPTAX, "optax.sign_sgd"),
    Case("signum", OPTAX, "optax.signum"),
    Case("lion", OPTAX, "optax.lion", aligned={"weight_decay": 0.0}),
    Case("qhm", "qhoptim", "qhoptim.pyt.QHM", selected={"nu": 0.7, "momentum": 0.999}),
    Case(
        "qhadam",
        "qhoptim",
        "qhoptim.pyt.QHAdam",
        aligned={"nus": [0.7, 1.0], "betas": [0.995, 0.999]},
    ),
    Case(
        "lookahead",
        OPTAX,
        "optax.lookahead",
        selected={"sync_period": 5, "slow_step_size": 0.5},
    ),
    Case("schedule_free_descent", OPTAX, "optax.contrib.schedule_free_sgd"),
    Case("schedule_free_descent", "schedulefree", "schedulefree.SGDScheduleFree"),
    Case("normalised_descent", OPTAX, "optax.contrib.normalize"),
    Case(
        "clipped_descent",
        TORCH,
        "torch.nn.utils.clip_grad_norm_",
        selected={"max_norm": 1.0},
        agrees=False,
    ),
    Case("clipped_descent", OPTAX, "optax.clip_by_global_norm", selected={"max_norm": 1.0}),
    Case("polyak_step", OPTAX, "optax.polyak_sgd", aligned={"max_learning_rate": 1e300}, rate=1.0),
    Case("dog", OPTAX, "optax.contrib.dog", rate=1.0),
    Case("dog", "dog-optimizer", "dog.DoG", rate=1.0),
    Case(
        "prodigy",
        OPTAX,
        "optax.contrib.prodigy",
        aligned={"schedule": "(1 - 0.9^t) / sqrt(1 - 0.999^t)"},
        rate=1.0,
        bowl=True,
    ),
    Case("prodigy", "prodigyopt", "prodigyopt.Prodigy", rate=1.0, bowl=True),
    Case("ademamix", OPTAX, "optax.contrib.ademamix"),
)
