"""How quickstart's server prepares itself."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from interviewbank import local_server


def test_static_files_are_collected_only_when_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    calls: list[str] = []
    states = iter(["one", "one", "two"])
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr(local_server, "call_command", lambda name, **_: calls.append(name))
    monkeypatch.setattr(local_server, "static_state", lambda: next(states))
    for _ in range(3):
        local_server.collect_static_files()
    assert calls == ["collectstatic", "collectstatic"]
