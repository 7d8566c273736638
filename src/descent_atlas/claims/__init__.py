"""The article's claims, one file per section: from tables to verdicts."""
