"""What sources of Go ask go generate to run."""

from __future__ import annotations

from principal.core.observed import Packages
from principal.core.sources import SourceFile
from principal.evidence.generate import SOURCE


def shown(text: str) -> list[str]:
    rows = [row for row in SOURCE.read(SourceFile("pkg/gen.go", text.encode())) if isinstance(row, Packages)]
    return [f"{row.line} {row.ecosystem} {row.name} {row.version or '-'} {row.scope}" for row in rows]


def test_programs_that_write_a_part_of_the_sources() -> None:
    text = """package x

//go:generate env A=b go run -mod=mod github.com/go-swagger/go-swagger/cmd/swagger@v0.32.3 generate model
//go:generate mockgen -source x.go
//go:generate mockgen -source y.go
// go:generate sqlc generate
"""
    assert shown(text) == ["3 golang github.com/go-swagger/go-swagger v0.32.3 build", "4 command mockgen - build"]


def test_sources_of_others_and_other_languages_are_not_read() -> None:
    assert SOURCE.wants("a.go")
    assert not SOURCE.wants("vendor/x/a.go")
    assert not SOURCE.wants("a.ts")
    assert shown('package x\n\nvar s = "//go:generate mockgen"\n') == []
