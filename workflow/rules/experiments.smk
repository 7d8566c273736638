"""The article's experiments: each writes the tables and facts that its page quotes."""

EXPERIMENT_TABLES = expand(
    "results/tables/{table}.csv",
    table=[
        "e05_learning_rates",
        "e05_paths",
        "e05_summary",
        "e05_between",
        "e06_variants",
        "e06_history",
        "e06_samples",
        "e07_optimizers",
        "e07_paths",
        "e07_tuning",
    ],
)
EXPERIMENT_FACTS = expand("results/facts/{experiment}.json", experiment=["e05", "e06", "e07"])
ROSENBROCK_LANDSCAPE = "results/experiments/rosenbrock_landscape.npz"


rule compare_learning_rates:
    input:
        sources=sources(
            "descent_atlas.stages.experiment",
            "descent_atlas.experiments.e05_learning_rates",
        ),
    output:
        tables=expand(
            "results/tables/e05_{table}.csv",
            table=["learning_rates", "paths", "summary", "between"],
        ),
        landscape=ROSENBROCK_LANDSCAPE,
        facts="results/facts/e05.json",
    log:
        ".snakemake/logs/e05.log",
    message:
        "E5: three learning rates down the Rosenbrock valley"
    shell:
        "python -m descent_atlas experiment e05 --output results > {log} 2>&1"


rule compare_variants:
    input:
        sources=sources(
            "descent_atlas.stages.experiment",
            "descent_atlas.experiments.e06_descent_variants",
        ),
    output:
        tables=expand("results/tables/e06_{table}.csv", table=["variants", "history", "samples"]),
        facts="results/facts/e06.json",
    log:
        ".snakemake/logs/e06.log",
    message:
        "E6: full batch, one sample and mini-batches on the regression line"
    shell:
        "python -m descent_atlas experiment e06 --output results > {log} 2>&1"


rule compare_optimizers:
    input:
        sources=sources(
            "descent_atlas.stages.experiment",
            "descent_atlas.experiments.e07_optimizers",
        ),
    output:
        tables=expand("results/tables/e07_{table}.csv", table=["optimizers", "paths", "tuning"]),
        facts="results/facts/e07.json",
    log:
        ".snakemake/logs/e07.log",
    message:
        "E7: four optimizers down the Rosenbrock valley, fixed and tuned"
    shell:
        "python -m descent_atlas experiment e07 --output results > {log} 2>&1"
