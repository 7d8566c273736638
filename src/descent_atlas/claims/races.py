"""How often an optimizer ends lower than plain descent in E7’s races down the valley."""

from __future__ import annotations

from descent_atlas.claim import Evidence, Tables
from descent_atlas.claims.reading import records, titles_of
from descent_atlas.words import counted

RACES = "results/tables/e07_optimizers.csv"


def races(tables: Tables, names: tuple[str, ...]) -> list[Evidence]:
    """For each optimizer, in how many of all races it ends lower; a run that diverged ends highest."""
    rows = records(tables["e07_optimizers"].fillna({"final_loss": float("inf")}))
    loss = {(row["tuned"], row["iterations"], row["optimizer"]): row["final_loss"] for row in rows}
    fields = sorted({key[:2] for key in loss})
    titles = titles_of(tables, "optimizer")
    return [
        Evidence(
            f"E7: {titles.get(name, name)} ends lower than plain descent, of {counted(len(fields), 'race')}",
            sum(loss[(*field, name)] < loss[(*field, "gradient_descent")] for field in fields),
            "races",
            RACES,
        )
        for name in names
    ]
