"""Modules, frameworks and headers that come with a language or a system."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Packages
from principal.core.sources import SourceFile
from principal.evidence.builtin import SOURCE
from principal.evidence.builtin._names import FAMILIES, NAMES


def shown(path: str, content: str | bytes) -> list[str]:
    assert SOURCE.wants(path)
    raw = content.encode() if isinstance(content, str) else content
    rows = [row for row in SOURCE.read(SourceFile(path, raw)) if isinstance(row, Packages)]
    assert {(row.path, row.ecosystem, row.scope) for row in rows} <= {(path, "import", "runtime")}
    return [f"{row.line} {row.name}" for row in rows]


@pytest.mark.parametrize(
    ("path", "content", "names"),
    [
        ("a.py", "import os\nimport sqlite3\nfrom smtplib import SMTP\n", ["2 python:sqlite3", "3 python:smtplib"]),
        ("a.py", "import sqlite3\nimport sqlite3\n", ["1 python:sqlite3"]),
        ("a.py", "x = 'import sqlite3'\n# import sqlite3\nimport sqlite3x\n", []),
        ("a.py", "from unittest import mock\nfrom unittest.mock import patch\nimport unittest.mock\n", []),
        ("a.py", "    import unittest\n", ["1 python:unittest"]),
        ("a.go", 'import (\n\t"net/smtp"\n\t"log/slog"\n\t"fmt"\n)', ["2 go:net/smtp", "3 go:log/slog"]),
        ("a.ts", 'import t from "node:test"\nconst d = require(\'node:sqlite\')', ["1 node:node:test", "2 node:node:sqlite"]),
        ("a.ts", "const s = new WebSocket(url)", ["1 browser:WebSocket"]),
        ("a.vue", "const s = new EventSource(url)", ["1 browser:EventSource"]),
        ("a.kt", "package a\n\nimport android.webkit.WebView\n", ["3 jvm:android.webkit"]),
        ("A.java", "import static java.net.http.HttpClient.Version;\n", ["1 jvm:java.net.http"]),
        ("A.java", "import javax.swing.JFrame;\nimport javax.swing.undo.UndoManager;\n", ["1 jvm:javax.swing.J"]),
        ("a.cs", b"\xef\xbb\xbfusing System.Windows.Forms;\r\n", ["1 dotnet:System.Windows.Forms"]),
        ("a.cs", "using Microsoft.AspNetCore.SignalR.Client;\nusing System.Web.UIx;", ["1 dotnet:Microsoft.AspNetCore.SignalR"]),
        ("a.swift", "import SwiftUI\n@testable import Vision\nimport class MapKit.MKMapView\nimport MapKitty\n",
         ["1 apple:SwiftUI", "3 apple:MapKit"]),
        ("a.m", "@import UserNotifications;\n#import <UIKit/UIKit.h>\n#import <sqlite3.h>\n",
         ["1 apple:UserNotifications", "2 apple:UIKit", "3 header:sqlite3.h"]),
        ("a.cpp", '#include <QtWidgets/QApplication>\n#  include <curl/curl.h>\n#include "sqlite3.h"\n',
         ["1 header:QtWidgets", "2 header:curl"]),
        ("a.h", "#include <security/pam_appl.h>\n", ["1 header:security/pam"]),
        ("a.rb", "require 'net/smtp'\nrequire \"webrick\"\n", ["1 ruby:net/smtp", "2 ruby:webrick"]),
        ("a.rb", 'require "sprockets/railtie"\n', ["1 ruby:sprockets/railtie"]),
        ("a.php", "<?php\n$a = new \\Imagick();\n$b = ldap_connect($h);\n", ["2 php:Imagick", "3 php:ldap_connect"]),
        ("a.php", "<?php\n$a = new \\PDO('sqlite:' . $f);\n$b = new PDO(\"pgsql:host=$h\");\n$c = new PDO($dsn);\n",
         ["2 pdo:sqlite", "3 pdo:pgsql"]),
        ("a.go", 'import "firebase.google.com/go/v4/messaging"\n', ["1 go:firebase.google.com/go/v4/messaging"]),
        ("a.go", 'import "github.com/emersion/go-webdav/caldav"\n', ["1 go:github.com/emersion/go-webdav/caldav"]),
        ("a.js", "navigator.serviceWorker\n  .register('sw.js')\nnavigator.serviceWorker.ready.then(f)",
         ["1 browser:serviceWorker"]),
        ("a.tsx", "cast.framework.CastContext.getInstance()", ["1 browser:cast.framework"]),
        ("a.kt", "import at.bitfire.dav4jvm.property.caldav.CalDAV\n", ["1 jvm:at.bitfire.dav4jvm.property.caldav"]),
        ("a.rb", "def a\n  Nokogiri::HTML(text)\nend\n", ["2 ruby:Nokogiri"]),
        ("a.cs", "using System.ServiceModel.Syndication;\nusing System.ServiceModel;\n", ["2 dotnet:System.ServiceModel"]),
        ("a.ex", "  :mnesia.start()\n  :ets.new(:t, [])\n", ["1 erlang:mnesia", "2 erlang:ets"]),
    ],
)  # fmt: skip
def test_what_is_named(path: str, content: str | bytes, names: list[str]) -> None:
    assert shown(path, content) == names


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("a.py", True), ("ios/App/AppDelegate.swift", False), ("ios/App/View.swift", True), ("vendor/a.go", False),
        ("third_party/a.c", False), ("linux/runner/window.cc", False), ("docs/a.py", False), ("a.d.ts", False),
        ("a.rs", False), ("py", False), ("a.pb.h", False),
    ],
)  # fmt: skip
def test_which_files_are_read(path: str, wanted: bool) -> None:
    assert SOURCE.wants(path) is wanted


def test_the_catalog_knows_every_name() -> None:
    known = json.loads((resources.files("principal.catalog") / "names" / "import.json").read_text())
    seen = {f"{origin}:{name.strip('/:').lower()}" for origin, names in NAMES.items() for name in names}
    assert set(known) == seen


PIECES = st.sampled_from(
    ["import ", "from ", "using ", "#include <", "require '", "new ", "@", "sqlite3", "SwiftUI", "System.Web.UI", ">", "'",
     '"', ";", "\n", " ", "\t", "WebSocket(", ":mnesia.", "ldap_connect(", "\xef\xbb\xbf", "é", "\x00"]
)  # fmt: skip


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(sorted(FAMILIES)))
def test_nothing_makes_it_raise(text: str, ending: str) -> None:
    for row in SOURCE.read(SourceFile(f"a.{ending}", text.encode())):
        assert isinstance(row, Packages)
        assert 1 <= row.line <= text.count("\n") + 1
