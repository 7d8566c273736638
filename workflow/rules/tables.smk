"""From the runs to tables and facts. Each reads its inputs, never a folder."""

SHARDS = expand("results/runs/{problem}/{optimizer}.npz", problem=PROBLEMS, optimizer=OPTIMIZERS)
RUN_TABLE = "results/tables/runs.parquet"
TABLES = expand("results/tables/{table}.csv", table=["learning_rates", "best_rates", "endings"])
CATALOGUE = "results/facts/catalogue.json"
GRID_FACTS = ["results/facts/catalogue.json", "results/facts/grid.json"]


rule collect_runs:
    input:
        shards=expand(
            "results/runs/{problem}/{optimizer}.npz", problem=PROBLEMS, optimizer=OPTIMIZERS
        ),
        sources=sources("descent_atlas.stages.collect"),
    output:
        RUN_TABLE,
    log:
        ".snakemake/logs/collect_runs.log",
    message:
        "Gathering every run of the grid into {output}"
    shell:
        "python -m descent_atlas collect {input.shards} --output {output} > {log} 2>&1"


rule summarise_runs:
    input:
        runs=RUN_TABLE,
        sources=sources("descent_atlas.stages.summarise"),
    output:
        TABLES,
    log:
        ".snakemake/logs/summarise_runs.log",
    params:
        target=CONFIG["success_target"],
        budgets=json.dumps(
            {name: v["iterations"] for name, v in CONFIG["variants"].items()}, sort_keys=True
        ),
    message:
        "Summarising the runs: learning-rate curves, best rates, endings"
    shell:
        "python -m descent_atlas summarise {input.runs} --success-target {params.target}"
        " --budgets {params.budgets:q} --output results/tables > {log} 2>&1"


rule describe_grid:
    input:
        sources=sources(
            "descent_atlas.stages.describe",
            *map(problem_sources, PROBLEMS),
            *(f"descent_atlas.optimizers.{name}" for name in OPTIMIZERS),
            *(
                f"descent_atlas.datasets.{name}"
                for name in sorted(set(map(registry.problem_dataset, PROBLEMS)) - {None})
            ),
        ),
    output:
        GRID_FACTS,
    log:
        ".snakemake/logs/describe_grid.log",
    params:
        config=json.dumps(CONFIG, sort_keys=True),
    message:
        "Describing the problems, the optimizers and the grid"
    shell:
        "python -m descent_atlas describe --config {params.config:q} --output results/facts > {log} 2>&1"
