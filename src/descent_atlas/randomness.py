"""Named random generators: the same names give the same stream, on any machine and in any order."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*names: str | int) -> np.random.Generator:
    """The generator that belongs to these names alone.

    The names are hashed (SHA-256, not Python's salted ``hash``), so a new problem, start or variant
    leaves the streams of all others as they were.
    """
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "big")))
