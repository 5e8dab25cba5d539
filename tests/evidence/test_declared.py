"""What applications declare to the system that they run on."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from principal.core.observed import Packages
from principal.core.sources import SourceFile
from principal.evidence.declared import SOURCE

ENTITLEMENTS = """<plist version="1.0"><dict>
    <!-- <key>com.apple.developer.siri</key> -->
    <key>aps-environment</key>
    <string>development</string>
    <key>aps-environment</key>
</dict></plist>
"""
MANIFEST = """<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <!--
    <uses-permission android:name="com.android.vending.BILLING"/>
    -->
    <application android:name=".App">
        <meta-data android:name="com.google.mlkit.vision.DEPENDENCIES" android:value="barcode"/>
    </application>
</manifest>
"""


@pytest.mark.parametrize(
    ("path", "content", "names"),
    [
        ("ios/Runner/Runner.entitlements", ENTITLEMENTS, ["3 aps-environment"]),
        ("app/src/main/AndroidManifest.xml", MANIFEST, ["6 com.google.mlkit.vision.DEPENDENCIES"]),
        ("app/src/main/AndroidManifest.xml", "", []),
        ("app/src/main/AndroidManifest.xml", "<" * 600_000, []),
        ("a.entitlements", "\x00\xff<key>", []),
    ],
)
def test_what_is_declared(path: str, content: str, names: list[str]) -> None:
    assert SOURCE.wants(path)
    rows = [row for row in SOURCE.read(SourceFile(path, content.encode())) if isinstance(row, Packages)]
    assert {(row.path, row.ecosystem, row.scope) for row in rows} <= {(path, "declared", "runtime")}
    assert [f"{row.line} {row.name}" for row in rows] == names


@pytest.mark.parametrize("path", ["AndroidManifest.json", "Info.plist", "node_modules/a/AndroidManifest.xml"])
def test_other_files_declare_nothing(path: str) -> None:
    assert not SOURCE.wants(path)


def test_the_catalog_names_only_what_can_be_declared() -> None:
    known = json.loads((resources.files("principal.catalog") / "names" / "declared.json").read_text())
    assert [name for name in known if not name.startswith(("aps-environment", "com.", "org."))] == []
