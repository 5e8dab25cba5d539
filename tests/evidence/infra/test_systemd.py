from __future__ import annotations

from typing import Any

from principal.evidence.systemd import SOURCE

UNIT = """\
# nginx is in front
[Unit]
After=redis-server.service
[Service]
Environment=A=terraform
ExecStartPre=-/bin/mkdir -p /run/x
ExecStart=/usr/bin/gunicorn --bind x \\
  app:wsgi
ExecReload=!/bin/sh -c 'caddy reload'
"""


def test_a_unit(infra: Any) -> None:
    rows = infra.read(SOURCE, "contrib/shop.service", UNIT)
    assert infra.lines(rows) == ["7 command gunicorn None runtime", "9 command caddy None runtime"]
    assert [(row.line, row.name) for row in rows if row.ecosystem == "file"] == [(2, "systemd.unit")]


def test_what_is_no_unit(infra: Any) -> None:
    assert infra.read(SOURCE, "dbus/org.x.service", "[D-BUS Service]\nExec=/usr/bin/nginx\n") == []
    assert infra.read(SOURCE, "x.service", b"\xff\x00[Service") == []
    assert infra.lines(infra.read(SOURCE, "x.container", "[Unit]\n[Container]\nImage=x\n")) == [
        "2 command podman None runtime"
    ]
    assert [path for path in ("a.service.j2", "b@.timer", "c.path") if not SOURCE.wants(path)] == []
    assert [path for path in ("a.service.ts", "service", "x.in", "user.service.py") if SOURCE.wants(path)] == []
