"""The standards' own JSON Schemas and examples (Eclipse Tractus-X, CC-BY-4.0), where they lie."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

SAMM = Path(__file__).resolve().parents[3] / "shared" / "data" / "samm"
needs_samm = pytest.mark.skipif(not SAMM.is_dir(), reason="the SAMM models are not on this machine")


def _folder(name: str, version: str) -> Path:
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return SAMM / f"io.catenax.{snake}" / version / "gen"


def schema(name: str, version: str) -> dict[str, Any]:
    """An aspect's schema, draft 4."""
    text = (_folder(name, version) / f"{name}-schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def example(name: str, version: str) -> bytes:
    """An aspect's example payload."""
    return (_folder(name, version) / f"{name}.json").read_bytes()


def check_valid(name: str, version: str, payload: Any) -> None:
    """Raise where a payload does not conform to its aspect's schema, dates and times included."""
    import jsonschema

    checker = jsonschema.FormatChecker(formats=())
    checker.checks("date", ValueError)(_is_date)
    checker.checks("date-time", ValueError)(_is_moment)
    jsonschema.Draft4Validator(schema(name, version), format_checker=checker).validate(payload)


def _is_date(value: object) -> bool:
    from datetime import date

    return not isinstance(value, str) or bool(date.fromisoformat(value))


def _is_moment(value: object) -> bool:
    from datetime import datetime

    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
