"""The figures: each in both themes, with a JSON that says what it shows and how it was made."""

GRID_CONFIG = ("problems", "optimizers", "variants", "learning_rates", "starts", "noise", "seed")
SUCCESS_CONFIG = (*GRID_CONFIG, "success_target")
LEARNING_RATES, BEST_RATES, ENDINGS = TABLES
E5_TABLES = ["results/tables/e05_paths.csv", "results/tables/e05_summary.csv"]
E6_TABLES = expand("results/tables/e06_{table}.csv", table=["variants", "history", "samples"])
E7_OPTIMIZERS = ["gradient_descent", "momentum", "rmsprop", "adam"]
E7_TABLES = ["results/tables/e07_paths.csv", "results/tables/e07_optimizers.csv"]

# The article's figures: what they are made from, and which rows of it they show.
LOSSES = {
    "e05": (E5_TABLES, ""),
    "e06": (E6_TABLES[:2], ""),
    "e07": (E7_TABLES, "--where tuned=False"),
    "e07_tuned": (E7_TABLES, ""),
}
VALLEY_PATHS = {
    "e05": (E5_TABLES, ""),
    "e07": (E7_TABLES, "--where tuned=False"),
    "e07_tuned": (E7_TABLES, "--where tuned=True"),
}
BENCHMARK = {
    "learning_rates": ("success_ranges", [LEARNING_RATES, BEST_RATES], SUCCESS_CONFIG),
    "endings": ("endings", [ENDINGS], GRID_CONFIG),
    "success": ("success", [BEST_RATES], SUCCESS_CONFIG),
}
LANDSCAPES = [name for name in PROBLEMS if BUILT[name].dimension <= 2]
FIGURES = expand(
    "results/figures/{figure}.json",
    figure=[
        "e06_fits",
        *expand("{experiment}_convergence", experiment=LOSSES),
        *expand("{experiment}_paths", experiment=VALLEY_PATHS),
        *expand("benchmark_{what}", what=BENCHMARK),
        *expand("problem_{name}_landscape", name=LANDSCAPES),
        *expand("problem_{name}_paths", name=PLANAR_PROBLEMS),
        *expand("problem_{name}_{what}", name=PROBLEMS, what=["learning_rates", "endings"]),
        *expand("optimizer_{name}_paths", name=OPTIMIZERS if PLANAR_PROBLEMS else []),
        *expand("optimizer_{name}_{what}", name=OPTIMIZERS, what=["learning_rates", "endings"]),
    ],
)


wildcard_constraints:
    experiment="|".join(LOSSES),
    subject="problem|optimizer",


rule draw_losses:
    input:
        data=lambda w: LOSSES[w.experiment][0],
        sources=figure_sources("convergence"),
    output:
        multiext(
            "results/figures/{experiment}_convergence",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/{experiment}_convergence.log",
    params:
        titles=titles(optimizers=E7_OPTIMIZERS),
        where=lambda w: LOSSES[w.experiment][1],
        made_by=made_by("draw_losses"),
    message:
        "Drawing the losses of {wildcards.experiment}"
    shell:
        "python -m descent_atlas draw convergence {input.data} {params.where}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_valley_paths:
    input:
        data=lambda w: [*VALLEY_PATHS[w.experiment][0], ROSENBROCK_LANDSCAPE],
        sources=figure_sources("experiment_paths"),
    output:
        multiext(
            "results/figures/{experiment}_paths",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/{experiment}_paths.log",
    params:
        titles=titles(optimizers=E7_OPTIMIZERS),
        where=lambda w: VALLEY_PATHS[w.experiment][1],
        made_by=made_by("draw_valley_paths"),
    message:
        "Drawing the paths of {wildcards.experiment} down the valley"
    shell:
        "python -m descent_atlas draw experiment_paths {input.data} {params.where}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_fitted_lines:
    input:
        data=E6_TABLES,
        sources=figure_sources("fitted_lines"),
    output:
        multiext("results/figures/e06_fits", json=".json", light=".light.svg", dark=".dark.svg"),
    log:
        ".snakemake/logs/figures/e06_fits.log",
    params:
        titles=titles(),
        made_by=made_by("draw_fitted_lines"),
    message:
        "Drawing the lines that the descent variants fitted"
    shell:
        "python -m descent_atlas draw fitted_lines {input.data}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_landscape:
    input:
        data="results/problems/{problem}.npz",
        sources=figure_sources("landscape"),
    output:
        multiext(
            "results/figures/problem_{problem}_landscape",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/problem_{problem}_landscape.log",
    params:
        titles=lambda w: titles(problems=[w.problem]),
        made_by=made_by("draw_landscape", "problems"),
    message:
        "Drawing the landscape of {wildcards.problem}"
    shell:
        "python -m descent_atlas draw landscape {input.data}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_problem_paths:
    input:
        data=[
            BEST_RATES,
            "results/problems/{problem}.npz",
            *expand("results/runs/{{problem}}/{optimizer}.npz", optimizer=OPTIMIZERS),
        ],
        sources=figure_sources("grid_paths"),
    output:
        multiext(
            "results/figures/problem_{problem}_paths",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/problem_{problem}_paths.log",
    params:
        titles=lambda w: titles([w.problem], OPTIMIZERS),
        made_by=made_by("draw_problem_paths", *SUCCESS_CONFIG),
    message:
        "Drawing every optimizer's path on {wildcards.problem}"
    shell:
        "python -m descent_atlas draw grid_paths {input.data} --where problem={wildcards.problem}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_optimizer_paths:
    input:
        data=[
            BEST_RATES,
            *expand("results/problems/{problem}.npz", problem=PLANAR_PROBLEMS),
            *expand("results/runs/{problem}/{{optimizer}}.npz", problem=PLANAR_PROBLEMS),
        ],
        sources=figure_sources("grid_paths"),
    output:
        multiext(
            "results/figures/optimizer_{optimizer}_paths",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/optimizer_{optimizer}_paths.log",
    params:
        titles=titles(PLANAR_PROBLEMS, OPTIMIZERS),
        made_by=made_by("draw_optimizer_paths", *SUCCESS_CONFIG),
    message:
        "Drawing the paths of {wildcards.optimizer} on every plane"
    shell:
        "python -m descent_atlas draw grid_paths {input.data}"
        " --where optimizer={wildcards.optimizer}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_learning_rates:
    input:
        data=[LEARNING_RATES, BEST_RATES],
        sources=figure_sources("learning_rate_curves"),
    output:
        multiext(
            "results/figures/{subject}_{name}_learning_rates",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/{subject}_{name}_learning_rates.log",
    params:
        titles=titles(PROBLEMS, OPTIMIZERS),
        made_by=made_by("draw_learning_rates", *SUCCESS_CONFIG),
    message:
        "Drawing the learning-rate curves of {wildcards.name}"
    shell:
        "python -m descent_atlas draw learning_rate_curves {input.data}"
        " --where {wildcards.subject}={wildcards.name}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_endings:
    input:
        data=ENDINGS,
        sources=figure_sources("endings"),
    output:
        multiext(
            "results/figures/{subject}_{name}_endings",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/{subject}_{name}_endings.log",
    params:
        titles=titles(PROBLEMS, OPTIMIZERS),
        made_by=made_by("draw_endings", *GRID_CONFIG),
    message:
        "Drawing how the runs of {wildcards.name} ended"
    shell:
        "python -m descent_atlas draw endings {input.data}"
        " --where {wildcards.subject}={wildcards.name}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_benchmark:
    input:
        data=lambda w: BENCHMARK[w.what][1],
        sources=lambda w: figure_sources(BENCHMARK[w.what][0]),
    output:
        multiext(
            "results/figures/benchmark_{what}",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/benchmark_{what}.log",
    params:
        kind=lambda w: BENCHMARK[w.what][0],
        titles=titles(PROBLEMS, OPTIMIZERS),
        made_by=lambda w, input, output: made_by("draw_benchmark", *BENCHMARK[w.what][2])(
            w, input, output
        ),
    message:
        "Drawing the benchmark's {wildcards.what}"
    shell:
        "python -m descent_atlas draw {params.kind} {input.data}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"
