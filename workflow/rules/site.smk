"""From results to generated pages, and from these and the prose to the site."""

PAGE_TEMPLATES = sorted(map(str, Path("src/descent_atlas/site/templates").glob("*.md")))
SITE_HOOKS = [
    f"descent_atlas.site.{module}" for module in ("generated", "assets", "formulas", "macros")
]
ALL_TABLES = [
    *[*TABLES, *LISTS, *CHOOSING_TABLES, *RANKING_TABLES, *BY_TAG, *EXPERIMENT_TABLES],
    *[CRITICAL_POINTS, CONFORMANCE],
]
PARQUET = [path.removesuffix(".csv") + ".parquet" for path in ALL_TABLES]
PROSE = sorted(str(path) for path in Path("docs").rglob("*") if path.is_file())


rule write_pages:
    input:
        facts=[*GRID_FACTS, CRITICAL_FACTS, CHOOSING_FACTS, RANKING_FACTS],
        tables=[
            *[*TABLES, *CHOOSING_TABLES, *RANKING_TABLES, *BY_TAG],
            *[CRITICAL_POINTS, CONFORMANCE],
        ],
        # The page says how large it is.
        runs=RUN_TABLE,
        figures=FIGURES,
        ledger=LEDGER,
        # What the ledger points at is a figure or, failing that, one of these.
        exhibits=[*CHOOSING_TABLES, *EXPERIMENT_TABLES],
        templates=PAGE_TEMPLATES,
    output:
        directory("results/pages"),
    log:
        ".snakemake/logs/write_pages.log",
    params:
        sources=sources("descent_atlas.stages.pages"),
        # A page that is no longer wanted goes with the folder; this makes the folder anew.
        names=json.dumps([OPTIMIZERS, PROBLEMS]),
    message:
        "Writing a page for each optimizer and each problem"
    shell:
        "python -m descent_atlas pages --facts results/facts --tables results/tables"
        " --figures results/figures --claims results/claims --output {output} > {log} 2>&1"


rule convert_tables:
    input:
        tables=ALL_TABLES,
    output:
        PARQUET,
    log:
        ".snakemake/logs/convert_tables.log",
    params:
        sources=sources("descent_atlas.stages.to_parquet"),
    message:
        "Writing every table as Parquet too"
    shell:
        "python -m descent_atlas to_parquet {input.tables} > {log} 2>&1"


rule build_site:
    input:
        pages="results/pages",
        facts=[*GRID_FACTS, CHOOSING_FACTS, RANKING_FACTS, *EXPERIMENT_FACTS, CRITICAL_FACTS],
        tables=[RUN_TABLE, *ALL_TABLES, *PARQUET],
        figures=[*FIGURES, *PICTURES],
        ledger=LEDGER,
        prose=PROSE,
        configuration="mkdocs.yml",
        renderer="src/descent_atlas/site/render_formulas.cjs",
        assets=LOCKS[1],
    output:
        directory("site"),
    log:
        ".snakemake/logs/build_site.log",
    params:
        sources=sources(*SITE_HOOKS),
    message:
        "Building the site"
    shell:
        # Built in a folder of its own beside its place and moved there whole: what a killed run's
        # build still writes never mixes with this one.
        "(beside=$(mktemp -d .snakemake/site-XXXXXX) && trap 'rm -rf $beside' EXIT"
        " && SOURCE_DATE_EPOCH=0 NO_MKDOCS_2_WARNING=1"
        " mkdocs build --strict --site-dir $beside"
        " && chmod 755 $beside && rm -rf {output} && mv -T $beside {output}) > {log} 2>&1"


rule write_manifest:
    input:
        results=[
            *[RUN_TABLE, *ALL_TABLES, *PARQUET],
            *[path for path in EXPERIMENT_RESULTS if path not in EXPERIMENT_TABLES],
            *[*GRID_FACTS, CHOOSING_FACTS, RANKING_FACTS, *EXPERIMENT_FACTS, CRITICAL_FACTS],
            *[LEDGER, *FIGURES, *PICTURES],
            *expand("results/problems/{problem}.npz", problem=PROBLEMS),
        ],
        shards=SHARDS,
    output:
        "results/manifest.json",
    log:
        ".snakemake/logs/write_manifest.log",
    params:
        sources=sources("descent_atlas.stages.manifest"),
        shards=lambda w: SHARDS_IN_SHELL,
    message:
        "Listing the SHA-256 of every result"
    shell:
        "python -m descent_atlas manifest {input.results} {params.shards} --output {output} > {log} 2>&1"
