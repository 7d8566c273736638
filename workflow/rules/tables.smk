"""From the runs to tables and facts. Each reads its inputs, never a folder."""

BUDGETS = json.dumps(
    {name: v["iterations"] for name, v in CONFIG["variants"].items()}, sort_keys=True
)
SHARDS = expand("results/runs/{problem}/{optimizer}.npz", problem=PROBLEMS, optimizer=OPTIMIZERS)
# As many paths would be too long for one command; the shell makes them of this.
SHARDS_IN_SHELL = f"results/runs/{any_of(PROBLEMS)}/{any_of(OPTIMIZERS)}.npz"
RUN_TABLE = "results/tables/runs.parquet"
TABLES = expand("results/tables/{table}.csv", table=["learning_rates", "best_rates", "endings"])
CHOOSING_TABLES = expand(
    "results/tables/choosing_{table}.csv",
    table=[
        *["regimes", "tuning", "tries", "one_rate", "duels", "pairs", "winners"],
        *["escape", "escape_pooled", "saddles", "direction", "direction_pooled"],
        *["shapes", "landscapes"],
    ],
)
CHOOSING_FACTS = "results/facts/choosing.json"
RANKING_TABLES = expand(
    "results/tables/{table}.csv",
    table=[
        *["ranking_scores", "ranking_tests", "ranking_groups", "ranking_pairs"],
        *["ranking_robustness", "ranking_robustness_pooled", "ranking_stability"],
        *["ranking_transfer", "profile_data", "profile_ecdf", "profile_performance"],
    ],
)
RANKING_FACTS = "results/facts/ranking.json"
GRID_FACTS = ["results/facts/catalogue.json", "results/facts/grid.json"]
CRITICAL_POINTS = "results/tables/e01_critical_points.csv"
CRITICAL_FACTS = "results/facts/critical_points.json"
LISTS = ["results/tables/problems.csv", "results/tables/optimizers.csv"]
BY_TAG = expand("results/tables/by_tag_{table}.csv", table=["tuning", "wins"])
# What PyTorch, optax and others compute, as `make conformance` wrote it down.
CONFORMANCE_RECORD = "tests/reference/conformance/conformance.json"
CONFORMANCE = "results/tables/conformance.csv"


rule collect_runs:
    input:
        shards=SHARDS,
    output:
        RUN_TABLE,
    log:
        ".snakemake/logs/collect_runs.log",
    params:
        sources=sources("descent_atlas.stages.collect"),
        shards=lambda w: SHARDS_IN_SHELL,
    message:
        "Gathering every run of the grid into {output}"
    shell:
        "python -m descent_atlas collect {params.shards} --output {output} > {log} 2>&1"


rule summarise_runs:
    input:
        runs=RUN_TABLE,
    output:
        TABLES,
    log:
        ".snakemake/logs/summarise_runs.log",
    params:
        sources=sources("descent_atlas.stages.summarise"),
        target=CONFIG["success_target"],
        budgets=BUDGETS,
    message:
        "Summarising the runs: learning-rate curves, best rates, endings"
    shell:
        "python -m descent_atlas summarise {input.runs} --success-target {params.target}"
        " --budgets {params.budgets:q} --output results/tables > {log} 2>&1"


rule compare_optimizers:
    input:
        runs=RUN_TABLE,
        best_rates="results/tables/best_rates.csv",
        problems="results/tables/problems.csv",
        optimizers="results/tables/optimizers.csv",
        critical_points=CRITICAL_POINTS,
        catalogue="results/facts/catalogue.json",
    output:
        CHOOSING_TABLES,
        CHOOSING_FACTS,
    log:
        ".snakemake/logs/compare_optimizers.log",
    params:
        sources=sources("descent_atlas.stages.choose"),
        target=CONFIG["success_target"],
        budgets=BUDGETS,
    message:
        "Comparing the optimizers: default against tuned, pairs, winners, basins"
    shell:
        "python -m descent_atlas choose {input.runs} --best-rates {input.best_rates}"
        " --problems {input.problems} --optimizers {input.optimizers}"
        " --critical-points {input.critical_points} --catalogue {input.catalogue}"
        " --success-target {params.target} --budgets {params.budgets:q} --output results > {log} 2>&1"


rule rank_optimizers:
    input:
        runs=RUN_TABLE,
        best_rates="results/tables/best_rates.csv",
        endings="results/tables/endings.csv",
        problems="results/tables/problems.csv",
        optimizers="results/tables/optimizers.csv",
    output:
        RANKING_TABLES,
        RANKING_FACTS,
    log:
        ".snakemake/logs/rank_optimizers.log",
    params:
        sources=sources("descent_atlas.stages.rank"),
        target=CONFIG["success_target"],
        budgets=BUDGETS,
    message:
        "Ranking the optimizers: profiles, ranks, tests, robustness, transfer"
    shell:
        "python -m descent_atlas rank {input.runs} --best-rates {input.best_rates}"
        " --endings {input.endings} --problems {input.problems} --optimizers {input.optimizers}"
        " --success-target {params.target} --budgets {params.budgets:q} --output results > {log} 2>&1"


rule sort_by_tag:
    input:
        regimes="results/tables/choosing_regimes.csv",
        winners="results/tables/choosing_winners.csv",
        duels="results/tables/choosing_duels.csv",
        problems="results/tables/problems.csv",
    output:
        BY_TAG,
    log:
        ".snakemake/logs/sort_by_tag.log",
    params:
        sources=sources("descent_atlas.stages.by_tag"),
    message:
        "Sorting the comparison by the tags of problems"
    shell:
        "python -m descent_atlas by_tag --regimes {input.regimes} --winners {input.winners}"
        " --duels {input.duels} --problems {input.problems}"
        " --output results/tables > {log} 2>&1"


rule tell_conformance:
    input:
        record=CONFORMANCE_RECORD,
    output:
        CONFORMANCE,
    log:
        ".snakemake/logs/tell_conformance.log",
    params:
        sources=sources("descent_atlas.stages.conformance"),
    message:
        "Telling what the optimizers were held against"
    shell:
        "python -m descent_atlas conformance {input.record} --output {output} > {log} 2>&1"


rule describe_grid:
    output:
        GRID_FACTS,
        LISTS,
    log:
        ".snakemake/logs/describe_grid.log",
    params:
        sources=sources(
            "descent_atlas.stages.describe",
            *map(problem_sources, PROBLEMS),
            *(f"descent_atlas.optimizers.{name}" for name in OPTIMIZERS),
            *(
                f"descent_atlas.datasets.{name}"
                for name in sorted(set(map(registry.problem_dataset, PROBLEMS)) - {None})
            ),
        ),
        config=json.dumps(CONFIG, sort_keys=True),
    message:
        "Describing the problems, the optimizers and the grid"
    shell:
        "python -m descent_atlas describe --config {params.config:q} --output results/facts"
        " --tables results/tables > {log} 2>&1"


rule find_critical_points:
    input:
        data=data_file,
    output:
        "results/critical_points/{problem}.json",
    log:
        ".snakemake/logs/critical_points/{problem}.log",
    params:
        sources=lambda w: sources(
            "descent_atlas.stages.critical_points", problem_sources(w.problem)
        ),
        data=data_option,
    message:
        "Finding the critical points of {wildcards.problem}"
    shell:
        "python -m descent_atlas critical_points --problem {wildcards.problem} {params.data}"
        " --output {output} > {log} 2>&1"


rule gather_critical_points:
    input:
        points=expand("results/critical_points/{problem}.json", problem=PROBLEMS),
    output:
        table=CRITICAL_POINTS,
        facts=CRITICAL_FACTS,
    log:
        ".snakemake/logs/gather_critical_points.log",
    params:
        sources=sources("descent_atlas.stages.gather_critical_points"),
    message:
        "Gathering the critical points of every problem"
    shell:
        "python -m descent_atlas gather_critical_points {input.points} --table {output.table}"
        " --facts {output.facts} > {log} 2>&1"
