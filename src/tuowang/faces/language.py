"""Which language a person reads: what was asked for, then the settings, then the system's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ENGLISH = "en"
CHINESE = "zh"
LANGUAGES = (ENGLISH, CHINESE)
_SYSTEM_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def known_language(name: str) -> str:
    """The language that a name such as "zh_CN.UTF-8" means; "" where we do not speak it."""
    start = name.strip().lower()[:2]
    return start if start in LANGUAGES else ""


def system_language(environment: Mapping[str, str]) -> str:
    """The language of the system: the first of its variables that is set decides."""
    for variable in _SYSTEM_VARIABLES:
        if environment.get(variable):
            return known_language(environment[variable]) or ENGLISH
    return ENGLISH


def choose_language(asked: str, home: Path, environment: Mapping[str, str]) -> str:
    """What `--lang` says, else TUOWANG_LANG, the settings in the home, the system."""
    stated = known_language(asked) or known_language(environment.get("TUOWANG_LANG", ""))
    return stated or _language_of_home(home) or system_language(environment)


def _language_of_home(home: Path) -> str:
    """The language in the home's settings; damaged settings are reported when they are used."""
    from tuowang.errors import Mistake
    from tuowang.host.home import Home

    try:
        return known_language(Home(home).settings().language)
    except (Mistake, OSError):
        return ""
