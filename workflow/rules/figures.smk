"""The figures: each in both themes, with a JSON that says what it shows and how it was made."""

GRID_CONFIG = ("problems", "optimizers", "variants", "learning_rates", "starts", "noise", "seed")
SUCCESS_CONFIG = (*GRID_CONFIG, "success_target")
LEARNING_RATES, BEST_RATES, ENDINGS = TABLES
ARTICLE_TITLES = titles(
    ["circular_bowl", "saddle", "himmelblau", "sine_product", "tanh_plateau", "sine_parabola"],
    ["gradient_descent", "momentum", "heavy_ball", "nesterov", "rmsprop", "adam"],
)
ROSENBROCK = "results/experiments/rosenbrock_landscape.npz"


# The article's figures: the kind, what each is made from, and which rows of it it shows.
LINES = {
    "e02_slopes": ("slopes", tables("e02_slopes", "e02_gradients"), ""),
    "e03_curves": ("loss_curves", tables("e03_curves"), ""),
    "e03_losses": ("loss_bars", tables("e03_losses"), ""),
    "e03_outlier": ("outlier", tables("e03_outlier"), ""),
    "e03_descent": ("settling", tables("e03_descent", "e03_settling"), ""),
    "e04_curves": ("loss_curves", tables("e04_curves"), ""),
    "e04_cross_entropy": ("loss_bars", tables("e04_cross_entropy"), ""),
    "e05_arrivals": ("arrivals", tables("e05_arrivals"), ""),
    "e05_convergence": ("convergence", tables("e05_paths", "e05_summary"), ""),
    "e06_convergence": ("convergence", tables("e06_variants", "e06_history"), ""),
    "e06_fits": ("fitted_lines", tables("e06_variants", "e06_history", "e06_samples"), ""),
    "e06_repeats": ("work_and_noise", tables("e06_repeats"), ""),
    "e07_convergence": (
        "convergence",
        tables("e07_paths", "e07_optimizers"),
        "--where tuned=False",
    ),
    "e07_tuned_convergence": ("convergence", tables("e07_paths", "e07_optimizers"), ""),
    "e08_times": ("crossing_times", tables("e08_summary"), ""),
    "e08_rates": ("crossing_rates", tables("e08_telling", "e08_escape"), ""),
    "e09_paths": ("start_paths", tables("e09_paths", "e09_curve", "e09_many_starts"), ""),
    "e09_landscape": ("marked_minima", tables("e09_curve", "e09_minima"), ""),
    "e10_critical_kinds": ("critical_kinds", tables("e10_dimension", "e10_fields"), ""),
    "e10_critical_values": ("critical_values", tables("e10_index"), ""),
    "e11_minima_spread": ("minima_spread", tables("e11_minima", "e11_widths"), ""),
    "e11_training_curves": ("training_curves", tables("e11_training"), ""),
}
PICTURES_OF = {
    "e01_surfaces": ("surfaces", [*tables("e01_points"), *arrays("e01_surfaces")], ""),
    "e01_himmelblau": (
        "critical_points",
        [*tables("e01_points"), *arrays("e01_himmelblau")],
        "--where problem=himmelblau",
    ),
    "e02_gradients": (
        "gradient_field",
        [*tables("e02_gradients"), *arrays("e02_field")],
        "",
    ),
    "e05_paths": ("experiment_paths", [*tables("e05_paths", "e05_summary"), ROSENBROCK], ""),
    "e07_paths": (
        "experiment_paths",
        [*tables("e07_paths", "e07_optimizers"), ROSENBROCK],
        "--where tuned=False",
    ),
    "e07_tuned_paths": (
        "experiment_paths",
        [*tables("e07_paths", "e07_optimizers"), ROSENBROCK],
        "--where tuned=True",
    ),
    "e08_surfaces": (
        "challenge_surfaces",
        [*tables("e08_points"), *arrays("e08_saddle", "e08_tanh_plateau", "e08_sine_product")],
        "",
    ),
    **{
        f"e08_{name}_paths": (
            "challenge_paths",
            [*tables("e08_paths", "e08_telling"), *arrays(f"e08_{name}")],
            f"--where problem={name}",
        )
        for name in ("saddle", "tanh_plateau", "sine_product")
    },
    "e09_long_run": (
        "long_run",
        [*arrays("e09_tails"), *tables("e09_minima", "e09_paths")],
        "",
    ),
    "e10_field": ("critical_field", arrays("e10_field"), ""),
}
BENCHMARK = {
    **{
        f"benchmark_one_rate_{variant}": (
            "one_rate_map",
            tables("choosing_one_rate", "optimizers"),
            f"--where variant={variant}",
        )
        for variant in VARIANTS
    },
    "benchmark_endings": ("ending_shares", [ENDINGS, *LISTS], ""),
    "choosing_defaults": ("default_tuned", tables("choosing_tuning"), ""),
    "choosing_tries": ("tries", tables("choosing_tries"), ""),
    "choosing_winners": ("winners", tables("choosing_winners"), ""),
    "choosing_pairs": ("pairwise", tables("choosing_pairs"), ""),
    "choosing_noise": (
        "basin_shares",
        tables("choosing_escape"),
        "--where optimizer=gradient_descent",
    ),
    "choosing_saddles": ("departures", tables("choosing_saddles"), ""),
    "choosing_momentum": ("basin_shares", tables("choosing_escape"), ""),
    "choosing_direction": ("speed_ups", tables("choosing_direction_pooled"), ""),
    "choosing_shapes": ("speed_ups", tables("choosing_shapes"), ""),
    "ranking_sensitivity": (
        "sensitivity",
        tables("ranking_robustness", "ranking_robustness_pooled"),
        "",
    ),
    "ranking_transfer": ("transfer", tables("ranking_transfer"), ""),
    "ranking_invariance": ("invariance", tables("e12_invariance"), ""),
}
# What decides a figure, where that is not the grid: E12 has its own starts, and runs the grid's optimizers.
OTHER_KEYS = {"ranking_invariance": ("optimizers", "experiments")}
# The ranking in each variant; one landscape, all of them.
for variant in VARIANTS:
    subset = f"--where variant={variant} --where landscape=all"
    BENCHMARK |= {
        f"ranking_profiles_{variant}": (
            "profiles",
            tables("profile_data", "profile_ecdf", "profile_performance"),
            f"{subset} --where 'regime=own best'",
        ),
        f"ranking_ranks_{variant}": (
            "ranks",
            tables("ranking_scores", "ranking_tests", "ranking_groups"),
            f"{subset} --where 'regime=own best'",
        ),
        f"ranking_regimes_{variant}": (
            "ranks",
            tables("ranking_scores"),
            subset,
        ),
    }
# Of each problem and each optimizer: what a figure's name ends with, its kind, what it is made from;
# then those that there are in each variant.
SERIES = series(
    {
        "learning_rates": ("learning_rate_curves", [LEARNING_RATES, BEST_RATES, *LISTS]),
        "endings": ("endings", [ENDINGS, *LISTS]),
        "ending_shares": ("ending_shares", [ENDINGS, *LISTS]),
        "tuned_by_tag": ("tuned_by_tag", tables("by_tag_tuning")),
    },
    {
        "rate_map": ("rate_map", [LEARNING_RATES, BEST_RATES, *LISTS]),
        "wins_by_tag": ("wins_by_tag", tables("by_tag_wins")),
        "ranking": ("ranking", [BEST_RATES, *tables("choosing_winners")]),
    },
    only={
        "endings": "optimizer",
        "tuned_by_tag": "optimizer",
        "wins_by_tag": "optimizer",
        "ranking": "problem",
    },
)
LANDSCAPES = [name for name in PROBLEMS if BUILT[name].dimension <= 2]
LINE_FIGURES = [
    *LINES,
    *BENCHMARK,
    *(figure for _, _, figures in SERIES.values() for figure in figures),
]
PICTURE_FIGURES = [
    *PICTURES_OF,
    *expand("problem_{name}_landscape", name=LANDSCAPES),
    *expand("problem_{name}_{what}", name=PLANAR_PROBLEMS, what=["paths", "critical_points"]),
    *expand("problem_{name}_basins", name=BASIN_PROBLEMS),
    *expand("optimizer_{name}_paths", name=OPTIMIZERS if PLANAR_PROBLEMS else []),
]
FIGURES = expand("results/figures/{figure}.json", figure=[*LINE_FIGURES, *PICTURE_FIGURES])
# Their own inputs of the site, since a figure in other colours keeps its description.
THEMES = ["light", "dark"]
PICTURES = [
    *expand("results/figures/{figure}.{theme}.svg", figure=LINE_FIGURES, theme=THEMES),
    *expand("results/figures/{figure}.{theme}.webp", figure=PICTURE_FIGURES, theme=THEMES),
]


wildcard_constraints:
    lines="|".join(LINES),
    picture="|".join(PICTURES_OF),
    benchmark="|".join(BENCHMARK),


rule draw_lines:
    input:
        data=lambda w: LINES[w.lines][1],
    output:
        multiext(
            "results/figures/{lines}",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/{lines}.log",
    params:
        sources=lambda w: figure_sources(LINES[w.lines][0]),
        kind=lambda w: LINES[w.lines][0],
        where=lambda w: LINES[w.lines][2],
        titles=ARTICLE_TITLES,
        made_by=made_by("draw_lines"),
    message:
        "Drawing {wildcards.lines}"
    shell:
        "python -m descent_atlas draw {params.kind} {input.data} {params.where}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_picture:
    input:
        data=lambda w: PICTURES_OF[w.picture][1],
    output:
        multiext(
            "results/figures/{picture}",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/{picture}.log",
    params:
        sources=lambda w: figure_sources(PICTURES_OF[w.picture][0]),
        kind=lambda w: PICTURES_OF[w.picture][0],
        where=lambda w: PICTURES_OF[w.picture][2],
        titles=ARTICLE_TITLES,
        made_by=made_by("draw_picture"),
    message:
        "Drawing {wildcards.picture}"
    shell:
        "python -m descent_atlas draw {params.kind} {input.data} {params.where}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_landscape:
    input:
        data="results/problems/{problem}.npz",
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
        sources=figure_sources("landscape"),
        titles=lambda w: titles(problems=[w.problem]),
        made_by=made_by("draw_landscape", "problems"),
    message:
        "Drawing the landscape of {wildcards.problem}"
    shell:
        "python -m descent_atlas draw landscape {input.data}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_critical_points:
    input:
        data=["results/problems/{problem}.npz", CRITICAL_POINTS],
    output:
        multiext(
            "results/figures/problem_{problem}_critical_points",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/problem_{problem}_critical_points.log",
    params:
        sources=figure_sources("critical_points"),
        titles=lambda w: titles(problems=[w.problem]),
        made_by=made_by("draw_critical_points", "problems"),
    message:
        "Drawing the critical points of {wildcards.problem}"
    shell:
        "python -m descent_atlas draw critical_points {input.data}"
        " --where problem={wildcards.problem}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_problem_paths:
    input:
        data=[
            BEST_RATES,
            "results/problems/{problem}.npz",
            *expand("results/runs/{{problem}}/{optimizer}.npz", optimizer=OPTIMIZERS),
        ],
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
        sources=figure_sources("grid_paths"),
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
            *expand("results/problems/{problem}.npz", problem=SHOWN_PLANES),
            *expand("results/runs/{problem}/{{optimizer}}.npz", problem=SHOWN_PLANES),
        ],
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
        sources=figure_sources("grid_paths"),
        titles=titles(SHOWN_PLANES, OPTIMIZERS),
        made_by=made_by("draw_optimizer_paths", *SUCCESS_CONFIG),
    message:
        "Drawing the paths of {wildcards.optimizer} on planes"
    shell:
        "python -m descent_atlas draw grid_paths {input.data}"
        " --where optimizer={wildcards.optimizer}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


rule draw_basins:
    input:
        data=[
            "results/problems/{problem}.npz",
            CRITICAL_POINTS,
            "results/tables/optimizers.csv",
            *expand("results/runs/{{problem}}/{optimizer}.npz", optimizer=OPTIMIZERS),
        ],
    output:
        multiext(
            "results/figures/problem_{problem}_basins",
            json=".json",
            light=".light.webp",
            dark=".dark.webp",
        ),
    log:
        ".snakemake/logs/figures/problem_{problem}_basins.log",
    params:
        sources=figure_sources("basin_map"),
        titles=lambda w: titles([w.problem], OPTIMIZERS),
        made_by=made_by("draw_basins", *SUCCESS_CONFIG),
    message:
        "Drawing where every optimizer ends on {wildcards.problem}"
    shell:
        "python -m descent_atlas draw basin_map {input.data} --where problem={wildcards.problem}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"


for name, (kind, data, figures) in SERIES.items():

    rule:
        name:
            f"draw_{name}"
        input:
            data=data,
        output:
            expand(
                "results/figures/{figure}.{extension}",
                figure=figures,
                extension=["json", "light.svg", "dark.svg"],
            ),
        log:
            f".snakemake/logs/figures/{name}.log",
        params:
            sources=series_sources(kind),
            kind=kind,
            figures=json.dumps(figures, sort_keys=True),
            titles=titles(PROBLEMS, OPTIMIZERS),
            made_by=made_by(f"draw_{name}", *SUCCESS_CONFIG, series=True),
        message:
            f"Drawing {len(figures)} figures: {name.replace('_', ' ')}"
        shell:
            "python -m descent_atlas draw_series {params.kind} {input.data}"
            " --figures {params.figures:q} --titles {params.titles:q} --made-by {params.made_by:q}"
            " --output results/figures > {log} 2>&1"


rule draw_benchmark:
    input:
        data=lambda w: BENCHMARK[w.benchmark][1],
    output:
        multiext(
            "results/figures/{benchmark}",
            json=".json",
            light=".light.svg",
            dark=".dark.svg",
        ),
    log:
        ".snakemake/logs/figures/{benchmark}.log",
    params:
        sources=lambda w: figure_sources(BENCHMARK[w.benchmark][0]),
        kind=lambda w: BENCHMARK[w.benchmark][0],
        where=lambda w: BENCHMARK[w.benchmark][2],
        titles=titles(PROBLEMS, OPTIMIZERS),
        made_by=lambda w, input, output: made_by(
            "draw_benchmark", *OTHER_KEYS.get(w.benchmark, SUCCESS_CONFIG)
        )(w, input, output),
    message:
        "Drawing {wildcards.benchmark}"
    shell:
        "python -m descent_atlas draw {params.kind} {input.data} {params.where}"
        " --titles {params.titles:q} --made-by {params.made_by:q}"
        " --output {output.json} > {log} 2>&1"
