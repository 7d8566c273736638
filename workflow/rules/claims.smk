"""From tables to verdicts: the ledger of the article's claims."""

LEDGER = "results/claims/ledger.json"


rule decide_claims:
    input:
        tables=[
            *[*TABLES, *LISTS, *CHOOSING_TABLES],
            *[*EXPERIMENT_TABLES, CRITICAL_POINTS],
        ],
    output:
        LEDGER,
    log:
        ".snakemake/logs/decide_claims.log",
    params:
        sources=sources("descent_atlas.stages.decide", *submodules("descent_atlas.claims")),
    message:
        "Deciding every claim of the article"
    shell:
        "python -m descent_atlas decide {input.tables} --output {output} > {log} 2>&1"
