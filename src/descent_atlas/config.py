"""Reading a configuration, and one clear sentence for whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from descent_atlas.schema import Config
from descent_atlas.spelling import nearest


class ConfigError(ValueError):
    """What is wrong with a configuration, in one sentence with the key and the file."""


def read_config(path: str | Path) -> Config:
    """The configuration in a YAML file. Raises ConfigError, one sentence, if anything is wrong."""
    return validate(read_yaml(path), path)


def read_yaml(path: str | Path) -> Any:
    """What a YAML file holds. Raises ConfigError if it is no YAML, or has a key twice."""
    try:
        return yaml.load(Path(path).read_text(encoding="utf-8"), _UniqueKeys)
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; `ls config/` shows those there are"
        ) from None
    except yaml.YAMLError as error:
        raise ConfigError(_broken(path, error)) from None


class _UniqueKeys(yaml.SafeLoader):
    """YAML's own loader lets the second of two equal keys win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if names.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands in it twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


def validate(content: Any, path: str | Path) -> Config:
    """The configuration in ``content``, which was read from ``path``. Raises ConfigError."""
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: a mapping of keys is expected, as in config/config.yaml")
    try:
        return Config.model_validate(_numbers(content))
    except ValidationError as error:
        # A misspelt key is also a missing one; the misspelling is what its author wants to hear of.
        errors = sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise ConfigError(f"{path}: {_sentence(errors[0])}") from None


def _numbers(content: Any) -> Any:
    """YAML 1.1 reads 1e-6 as text (it wants 1.0e-6); whoever writes it means the number."""
    if isinstance(content, dict):
        return {str(key): _numbers(value) for key, value in content.items()}
    if isinstance(content, str):
        try:
            return float(content) if "e" in content.lower() else content
        except ValueError:
            return content
    return content


def _broken(path: str | Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{path}{line}: {getattr(error, 'problem', None) or 'this is not YAML'}"


def _sentence(error: Any) -> str:
    """One of pydantic's errors as a sentence that starts with the key."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key '{key}'; {nearest(str(error['loc'][-1]), _siblings(error['loc']))}"
    if error["type"] == "missing":
        return f"the key '{key}' is missing; config/config.yaml shows it with its meaning"
    if error["type"] == "value_error":
        return f"{key}: {error['ctx']['error']}" if key else str(error["ctx"]["error"])
    message = error["msg"].replace("Input should be", "must be").replace("a valid i", "an i")
    message = message.replace("valid ", "")
    return f"{key}: {message}, not {error['input']!r}"


def _siblings(location: tuple[str, ...]) -> list[str]:
    """The keys that stand beside a key."""
    properties = Config.model_json_schema()
    level: Any = properties
    for part in location[:-1]:
        level = level["properties"][part]
        references = [level, *level.get("anyOf", []), *level.get("allOf", [])]
        name = next(item["$ref"] for item in references if "$ref" in item)
        level = properties["$defs"][name.rsplit("/", 1)[1]]
    return list(level["properties"])
