"""``make test`` without a browser: it is said what is not tested, and nothing fails."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNTESTED = (
    "chromium is not on this machine: reports are not tested in a browser (tests/faces/report/test_browser.py is "
    "skipped); install it with your system's package manager\n"
)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tools" / "browser.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("PRINCIPAL_CHROMIUM", raising=False)
    return module


def test_a_user_who_may_not_install_is_told(
    browser: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda _: None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.main() == 0
    assert capsys.readouterr().out == UNTESTED


def test_root_installs_it_and_is_told_where_that_fails(
    browser: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def run(words: list[str], check: bool) -> subprocess.CompletedProcess[bytes]:
        asked.append(words)
        return subprocess.CompletedProcess(words, 0 if words[1] == "update" else 100)

    monkeypatch.setattr(browser.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser.subprocess, "run", run)
    assert browser.main() == 0
    assert [words[1] for words in asked] == ["update", "install"]
    assert capsys.readouterr().out == "chromium is not on the path; installing it with apt-get\n" + UNTESTED


def test_nothing_is_done_where_it_is(browser: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.subprocess, "run", lambda *_, **__: pytest.fail("asked to install"))
    assert browser.main() == 0
