"""Reading environment variables: a value that cannot be right is refused with a sentence."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(ROOT / ".env")


def refuse(sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{sentence} See the configuration table in README.md.")


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable; anything but true, false, 1, 0, yes, no is refused."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    text = env.str(name, default=str(default)).strip().lower()
    if text not in words:
        raise refuse(f"{name} must be true or false, not “{text}”.")
    return words[text]


def number(name: str, default: int) -> int:
    try:
        return int(env.int(name, default=default))
    except ValueError as error:
        raise refuse(f"{name} must be a whole number.") from error


def one_of(name: str, pattern: str, default: str, sentence: str) -> str:
    """Read a variable that must match a pattern."""
    value = str(env.str(name, default=default))
    if not re.fullmatch(pattern, value):
        raise refuse(f"{name} must be {sentence}, not “{value}”.")
    return value


def among(name: str, known: list[str], what: str) -> list[str]:
    """Read a list, separated by commas, of values that are known."""
    values = [str(value).strip() for value in env.list(name, default=[])]
    for value in values:
        if value not in known:
            raise refuse(f"{name} takes {what} ({', '.join(known)}), not “{value}”.")
    return values


def origins(name: str) -> frozenset[str]:
    """Read origins as a browser sends them: a scheme, a host and, if need be, a port."""
    found = [str(value).strip() for value in env.list(name, default=[])]
    for value in found:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", value):
            raise refuse(f"{name} takes origins such as https://app.example.org, not “{value}”.")
    return frozenset(found)
