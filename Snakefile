# Descent Atlas: a grid of descents flows down through files, from runs to tables to figures to pages.
# `snakemake --cores all` runs all of it; `snakemake --cores all results` stops before the site.
if not workflow.configfiles:

    configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/grid.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/experiments.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/site.smk"


onstart:
    # A job starts when a core is free. With a limit of jobs a second, Snakemake looks for jobs again one second
    # after each look; these looks add up, and after a thousand jobs they keep a core busy.
    workflow.scheduler.job_rate_limiter = None


rule all:
    default_target: True
    input:
        "results/manifest.json",
        "site",


rule results:
    input:
        RUN_TABLE,
        ALL_TABLES,
        PARQUET,
        CHOOSING_FACTS,
        RANKING_TABLES,
        RANKING_FACTS,
        EXPERIMENT_RESULTS,
        GRID_FACTS,
        LEDGER,
        EXPERIMENT_FACTS,
        FIGURES,
