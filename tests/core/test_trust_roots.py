"""Whom to trust is said outside of the repository, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from principal.core import trust_roots

ONE, OTHER = "a" * 64, "b" * 64


def test_where_the_fingerprints_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRINCIPAL_TRUST_ROOT", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert trust_roots.fingerprints() == ()
    before = trust_roots.version()
    (tmp_path / "principal").mkdir()
    (tmp_path / "principal" / "trust-roots").write_text(
        f"# mine\nSHA256:{OTHER.upper()}  # the shop\nnothing\n{ONE}\n{ONE}\n"
    )
    assert trust_roots.fingerprints() == (ONE, OTHER)
    assert trust_roots.version() != before
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", f"{OTHER}, x")
    assert trust_roots.fingerprints() == (OTHER,)
    # A variable can be set by what a repository brings (.envrc, an editor's settings): it vouches for nothing more.
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", "c" * 64)
    assert trust_roots.fingerprints() == ()
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", "")
    assert trust_roots.fingerprints() == ()
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", f"{OTHER[:63]} {OTHER}0 md5:{OTHER} SHA256:{OTHER}")
    assert trust_roots.fingerprints() == (OTHER,)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("PRINCIPAL_TRUST_ROOT", "c" * 64)
    assert trust_roots.fingerprints() == ("c" * 64,)
    # A relative folder would lie in whatever repository this runs in.
    monkeypatch.delenv("PRINCIPAL_TRUST_ROOT")
    monkeypatch.setenv("XDG_CONFIG_HOME", "architecture")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert trust_roots.file() == tmp_path / ".config" / "principal" / "trust-roots"


@pytest.mark.parametrize(
    ("named", "first"),
    [
        ("", "refs/remotes/origin/HEAD"), ("release/1", "refs/remotes/origin/release/1"), ("../x", "refs/remotes/origin/HEAD"),
        ("--all", "refs/remotes/origin/HEAD"), ("a b", "refs/remotes/origin/HEAD"),
    ],
)  # fmt: skip
def test_the_protected_branch_is_named_outside(named: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINCIPAL_PROTECTED_BRANCH", named)
    assert trust_roots.protected_references()[0] == first
