"""Results are written beside their place and renamed, so that no reader ever meets half a file."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A temporary path in the folder of ``path``, with its suffix; renamed to ``path`` if all went well.

    A killed pipeline's workers go on writing for a while: each writes to a name of its own.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: str | Path) -> Iterator[Path]:
    """A temporary folder beside ``path``, which takes its place whole if all went well."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    try:
        yield temporary
        temporary.chmod(0o755)
        shutil.rmtree(path, ignore_errors=True)
        temporary.replace(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_json(path: str | Path, content: Any) -> None:
    """Write JSON with sorted keys; a NaN or an infinity raises ValueError."""
    with replacing(path) as temporary:
        text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def six_digits(frame: Any, but: Collection[str] = ()) -> Any:
    """A frame whose fractions have six significant digits, more than anybody reads; not ``but``."""
    columns = [name for name in frame.select_dtypes("float").columns if name not in but]
    return frame.assign(
        **{name: [float(f"{value:.6g}") for value in frame[name]] for name in columns}
    )
