"""The ledger: every claim of the article, found in claims/, with what the results say of it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from descent_atlas import claims
from descent_atlas.claim import Claim, Tables


def all_claims() -> list[Claim]:
    """Every claim, in the order of their numbers.

    Raises ValueError if two share an id.
    """
    found: dict[str, Claim] = {}
    for module in pkgutil.iter_modules(claims.__path__):
        for thing in vars(importlib.import_module(f"{claims.__name__}.{module.name}")).values():
            if not isinstance(thing, Claim):
                continue
            if thing.id in found:
                raise ValueError(
                    f"two claims are called {thing.id}; the second is in {module.name}"
                )
            found[thing.id] = thing
    return sorted(found.values(), key=lambda claim: int(claim.id[1:]))


def ledger(tables: Tables) -> list[dict[str, Any]]:
    """The entry of each claim, decided from ``tables``.

    Raises KeyError for a table that a claim needs and that is not there.
    """
    return [claim.entry(tables) for claim in all_claims()]
