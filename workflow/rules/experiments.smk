"""The article's experiments: each writes the tables, arrays and facts that its pages quote."""

# What each experiment leaves beside its facts.
EXPERIMENTS = {
    "e01_critical_points": [*tables("e01_points"), *arrays("e01_surfaces", "e01_himmelblau")],
    "e02_gradients": [
        *tables("e02_gradients", "e02_slopes", "e02_directions"),
        *arrays("e02_field"),
    ],
    "e03_regression_losses": [
        *tables("e03_losses", "e03_curves", "e03_slopes"),
        *tables("e03_outlier", "e03_descent", "e03_settling"),
    ],
    "e04_cross_entropy": tables("e04_curves", "e04_cross_entropy", "e04_softmax", "e04_rescue"),
    "e05_learning_rates": [
        *tables("e05_learning_rates", "e05_paths", "e05_summary", "e05_between"),
        *tables("e05_arrivals", "e05_stability"),
        *arrays("rosenbrock_landscape"),
    ],
    "e06_descent_variants": tables("e06_variants", "e06_history", "e06_samples", "e06_repeats"),
    "e07_optimizers": tables("e07_optimizers", "e07_paths", "e07_tuning"),
    "e08_challenges": [
        *tables("e08_runs", "e08_summary", "e08_telling", "e08_paths"),
        *tables("e08_escape", "e08_kin", "e08_points", "e08_starts"),
        *arrays("e08_sine_product", "e08_saddle", "e08_tanh_plateau"),
    ],
    "e09_many_starts": [
        *tables("e09_many_starts", "e09_cycles", "e09_paths", "e09_curve"),
        *tables("e09_minima", "e09_basins", "e09_rates"),
        *arrays("e09_tails"),
    ],
    "e10_dimension": [*tables("e10_dimension", "e10_index", "e10_fields"), *arrays("e10_field")],
    "e11_small_network": [
        *tables("e11_minima", "e11_widths", "e11_training"),
        *tables("e11_stopping", "e11_generalization", "e11_equal"),
    ],
    "e12_invariance": tables("e12_changes", "e12_invariance"),
}
# E12 runs the grid's optimizers, which it finds by their names.
NAMED = {"e12_invariance": OPTIMIZERS}
EXPERIMENT_RESULTS = [path for made in EXPERIMENTS.values() for path in made]
EXPERIMENT_TABLES = [path for path in EXPERIMENT_RESULTS if path.endswith(".csv")]
EXPERIMENT_FACTS = [f"results/facts/{module[:3]}.json" for module in EXPERIMENTS]

for module in EXPERIMENTS:

    rule:
        name:
            f"run_{module}"
        output:
            EXPERIMENTS[module],
            facts=f"results/facts/{module[:3]}.json",
        log:
            f".snakemake/logs/{module}.log",
        # One that takes minutes by itself starts first, or everything would wait for it at the end.
        priority: 2 if module == "e11_small_network" else 0
        params:
            sources=sources(
                "descent_atlas.stages.experiment",
                f"descent_atlas.experiments.{module}",
                *(f"descent_atlas.optimizers.{name}" for name in NAMED.get(module, [])),
            ),
            experiment=module[:3],
            settings=json.dumps(
                CONFIG.get("experiments", {}).get(module[:3], {})
                | ({"optimizers": NAMED[module]} if module in NAMED else {}),
                sort_keys=True,
            ),
        message:
            f"Experiment {module[:3].upper()}: {module[4:].replace('_', ' ')}"
        shell:
            "python -m descent_atlas experiment {params.experiment} --settings {params.settings:q}"
            " --output results > {log} 2>&1"
