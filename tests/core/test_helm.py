from __future__ import annotations

import pytest

from principal.core.helm import MARK, fill_in
from principal.core.yamltree import read_documents

VALUES = read_documents("a: {on: true, off: false, name: x, kind: redis, empty: '', none: null, odd: 'a: b'}\n").roots[
    0
]
CHART = read_documents("appVersion: 1.2\nname: shop\n").roots[0]


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("n: {{ .Values.a.name }}", "n: x"),
        ('n: "{{ .Values.a.name }}-y"', 'n: "x-y"'),
        ("n: {{- .Values.a.name | quote -}}", "n: x"),
        ('n: {{ .Values.a.empty | default "d" }}', "n: d"),
        ("n: {{ .Values.t | default .Chart.AppVersion }}", "n: 1.2"),
        ("n: {{ .Values.a.odd }}", f"n: {MARK}"),
        ('n: {{ include "x" . }}', f"n: {MARK}"),
        ('n: {{ include "x.fullname" . }}', "n: shop"),
        ('n: {{ template "x.name" $ }}-db', "n: shop-db"),
        ("  {{ toYaml .Values.a | indent 2 }}\nb", "  \nb"),
        ("{{ if .Values.a.on }}\ny\n{{ else }}\nn\n{{ end }}", "\ny\n\n\n"),
        ("{{ if .Values.a.off }}\ny\n{{ else }}\nn\n{{ end }}", "\n\n\nn\n"),
        ('{{ if eq .Values.a.kind "redis" }}y{{ else if .Values.a.on }}n{{ end }}', "y"),
        ("{{ if not .Values.a.none }}y{{ end }}", "y"),
        ("{{ if and .Values.a.on .Values.a.off }}y{{ end }}", ""),
        ("{{ if lt 1 2 }}y{{ else }}n{{ end }}", ""),
        ("{{ range .Values.x }}y{{ end }}z", "z"),
        ("{{/* a }} comment */}}z", "z"),
        ("{{- $x := .Values.a }}z", "z"),
        ("{{ open", "{{ open"),
    ],
)
def test_fill_in(template: str, filled: str) -> None:
    assert fill_in(template, VALUES, CHART) == filled


def test_without_values_nothing_is_known() -> None:
    assert fill_in("{{ if .Values.a }}y{{ end }}{{ if not .Values.a }}n{{ end }} {{ .Values.a }}", None) == f" {MARK}"
