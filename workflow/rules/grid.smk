"""From the configuration to the runs: what a problem's runs share, then a shard for each pair."""

GRID_KEYS = ("seed", "learning_rates", "variants", "starts", "noise")
# A map is made at the best rate, which is the one with the most successes.
MAP_KEYS = (*GRID_KEYS, "success_target")


rule load_dataset:
    output:
        "results/data/{dataset}.npz",
    log:
        ".snakemake/logs/dataset/{dataset}.log",
    params:
        sources=lambda w: sources(
            "descent_atlas.stages.dataset", f"descent_atlas.datasets.{w.dataset}"
        ),
    message:
        "Reading the data set {wildcards.dataset}"
    shell:
        "python -m descent_atlas dataset --dataset {wildcards.dataset} --output {output} > {log} 2>&1"


rule prepare_problem:
    input:
        data=data_file,
    output:
        "results/problems/{problem}.npz",
    log:
        ".snakemake/logs/prepare/{problem}.log",
    priority: 1
    params:
        sources=lambda w: sources("descent_atlas.stages.prepare", problem_sources(w.problem)),
        settings=settings("seed", "starts", "noise"),
        data=data_option,
    message:
        "Preparing {wildcards.problem}: starts, noise scale, landscape"
    shell:
        "python -m descent_atlas prepare --problem {wildcards.problem} --settings {params.settings:q}"
        " {params.data} --output {output} > {log} 2>&1"


rule descend:
    input:
        data=data_file,
        prepared="results/problems/{problem}.npz",
    output:
        "results/runs/{problem}/{optimizer}.npz",
    log:
        ".snakemake/logs/descend/{problem}/{optimizer}.log",
    # Most of the rest waits for the last of these.
    priority: 1
    params:
        sources=lambda w: sources(
            "descent_atlas.stages.descend",
            problem_sources(w.problem),
            f"descent_atlas.optimizers.{w.optimizer}",
        ),
        settings=lambda w: settings(*(MAP_KEYS if w.problem in BASIN_PROBLEMS else GRID_KEYS))(w),
        data=data_option,
    message:
        "Descending {wildcards.problem} with {wildcards.optimizer}: all variants, starts and learning rates"
    shell:
        "python -m descent_atlas descend --problem {wildcards.problem} --optimizer {wildcards.optimizer}"
        " --prepared {input.prepared} {params.data} --settings {params.settings:q} --output {output} > {log} 2>&1"
