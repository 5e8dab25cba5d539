from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.platforms import SOURCE


@pytest.mark.parametrize(
    ("path", "text", "present", "expected"),
    [
        ("fly.toml", 'app = "shop"\nprimary_region = "fra"\n', "fly.toml", ["2 resource primary_region shop fly fra None"]),
        ("vercel.json", '{\n\t"regions": ["fra1",\n"iad1"]}', "vercel.json", [
            "2 resource regions fra1 vercel fra1 None", "3 resource regions iad1 vercel iad1 None"]),
        ("a/wrangler.jsonc", "// x\n{}", "wrangler.toml", []),
        ("netlify.toml", "", "netlify.toml", []),
        ("app.yaml", "runtime: python312\n", "app.yaml", []),
        ("app.yaml", "apiVersion: v1\nruntime: x\n", None, []),
        ("app.yaml", "name: x\n", None, []),
        ("app.json", '{"expo": {}}', None, []),
        ("app.json", '{"addons": ["heroku-postgresql:mini", {"plan": "heroku-redis"}]}', "app.json", [
            "1 heroku heroku-postgresql None runtime", "1 heroku heroku-redis None runtime"]),
        ("srv/Procfile", "web: gunicorn app\n# c\nrelease: migrate\noops\n", "Procfile", [
            "1 service web None srv None", "1 command gunicorn None runtime", "3 job release None srv None",
            "3 command migrate None runtime", "4 GAP a line that names no process"]),
        ("serverless.yml", "provider: {name: aws, region: eu-west-1, runtime: nodejs22}\nfunctions:\n  hello: {}\n",
            "serverless.yml", ["1 resource provider aws aws eu-west-1 runtime=nodejs22", "3 function hello None None None"]),
        ("serverless.yml", "provider: {name: aws, region: '${opt:region}'}\n", "serverless.yml", [
            "1 GAP a region that a variable decides"]),
        ("render.yaml", """\
services:
  - type: web
    name: api
    region: frankfurt
    numInstances: 2
    envVars:
      - {key: DATABASE_URL, fromDatabase: {name: pg, property: connectionString}}
databases:
  - name: pg
""", "render.yaml", [
            "2 service api None None 2", "2 resource services api render frankfurt None",
            "7 api -> pg postgresql None DATABASE_URL reference", "9 database pg None None None"]),
        ("vercel.json", '{"regions": [', "vercel.json", ["1 GAP it does not parse: did not find expected node content"]),
    ],
)  # fmt: skip
def test_platforms(infra: Any, path: str, text: str, present: str | None, expected: list[str]) -> None:
    rows = infra.read(SOURCE, path, text)
    assert [row.name for row in rows if getattr(row, "ecosystem", "") == "file"] == ([present] if present else [])
    assert infra.lines(rows) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("wrangler.jsonc", '{\n  "kv_namespaces": [{"binding": "KV"}],\n  "vars": {"X": "d1_databases"}\n}', [(2, "kv_namespaces")]),
        ("wrangler.toml", '# [[d1_databases]]\n[[d1_databases]]\nbinding = "DB"\n[[env.live.r2_buckets]]\n[durable_objects]\n', [
            (2, "d1_databases"), (4, "r2_buckets"), (5, "durable_objects")]),
    ],
)  # fmt: skip
def test_what_a_worker_keeps_its_data_in(infra: Any, path: str, text: str, expected: list[tuple[int, str]]) -> None:
    rows = infra.read(SOURCE, path, text)
    assert [(row.line, row.name) for row in rows] == [(1, "wrangler.toml")] + [
        (n, f"wrangler.toml:{b}") for n, b in expected
    ]
