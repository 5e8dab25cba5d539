"""Hosts of APIs and names of standards in literals of source code."""

from __future__ import annotations

import json
import time
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import Packages
from principal.core.sources import Gap, SourceFile
from principal.evidence.literals import SOURCE
from principal.evidence.literals._forms import name_of
from principal.evidence.literals._known import FAMILIES, KNOWN
from principal.evidence.literals._standards import NAMES


def shown(path: str, content: str | bytes) -> list[str]:
    """Each row as ``line ecosystem name version scope``."""
    assert SOURCE.wants(path)
    raw = content.encode() if isinstance(content, str) else content
    rows = []
    for row in SOURCE.read(SourceFile(path, raw)):
        if isinstance(row, Packages):
            assert row.path == path
            rows.append(" ".join(str(x) for x in (row.line, row.ecosystem, row.name, row.version, row.scope) if x))
    return rows


PYTHON = '''\
"""Speaks to "https://api.documented.com/v1" by hand."""
import requests

# "https://api.commented.com/v1"
URL = "https://api.stripe.com/v1/charges"
AGAIN = 'https://api.stripe.com/v1/refunds'
HOOK = f"https://hooks.slack.com/services/{token}"  # "https://api.beside.com"
REGION = f"https://sqs.{region}.amazonaws.com/1"
FIXED = "https://email.eu-central-1.amazonaws.com"
BARE = Host("api.push.apple.com", 443)
PARTS = "https://" + name + ".zendesk.com/api"
DOCS = "https://docs.stripe.com/api/charges"
help_url = "https://api.slack.com/apps"
print("Look at https://api.prose.com/v1 for more")
PAGE = "https://www.example.com/api"
NOBODY = "https://api.example.com/v1"
'''


def test_hosts_of_apis_and_nothing_else() -> None:
    assert shown("shop/client.py", PYTHON) == [
        "5 host api.stripe.com runtime",
        "7 host hooks.slack.com runtime",
        "8 host sqs.amazonaws.com runtime",
        "9 host email.amazonaws.com runtime",
        "10 host api.push.apple.com runtime",
        "11 host zendesk.com runtime",
    ]


@pytest.mark.parametrize(
    ("path", "line", "names"),
    [
        ("a.js", "fetch(`https://${dc}.api.mailchimp.com/3.0/`)", ["api.mailchimp.com"]),
        ("a.js", 'axios.get("https://slack.com/api/users.list")', ["slack.com"]),
        ("a.js", 'open("https://slack.com/help")', []),
        ("a.js", '/* a */ // "https://api.a.com"', []),
        ("a.js", ' * @see "https://api.a.com"', []),
        ("a.jsx", '<a href="https://api.a.com/pricing">', []),
        ("a.jsx", "<a className='x' href={'https://api.a.com/'}>", []),
        ("a.html", '<script src="https://js.stripe.com/v3/"></script>', ["js.stripe.com"]),
        ("a.html", '<link href="https://fonts.googleapis.com/css2?family=X" rel="stylesheet">', ["fonts.googleapis.com"]),
        ("a.html", '<!-- <script src="https://js.stripe.com/v3/"> -->', []),
        ("a.rb", "policy.script_src 'self', 'https://js.stripe.com'", ["js.stripe.com"]),
        ("a.rb", 'link_to "Keys", "https://api.a.com/keys"', []),
        ("a.php", "header(\"Content-Security-Policy: script-src 'self' https://www.google.com/recaptcha/\");",
         ["google.com/recaptcha"]),
        ("a.php", "#[Url('https://api.a.com')]", ["api.a.com"]),
        ("a.c", '#define API "https://api.a.com"', ["api.a.com"]),
        ("a.go", '\t"github.com/a/b"\n\t"api.a.com/x/y"', ["api.a.com"]),
        ("a.kt", 'val topic = "https://fcm.googleapis.com/fcm/send"', ["fcm.googleapis.com"]),
        ("a.py", 'SCOPES = ["https://www.googleapis.com/auth/drive.file"]', ["www.googleapis.com/auth/drive.file"]),
        ("a.py", 'U = "https://us-central1-aiplatform.googleapis.com/v1"', ["aiplatform.googleapis.com"]),
        ("a.py", 'U = "https://bucket.s3.eu-west-1.amazonaws.com/x"', ["s3.amazonaws.com"]),
        ("a.py", 'U = "https://s3.amazonaws.com/somebody/file"', []),
        ("a.py", 'U = f"https://s3.amazonaws.com/{bucket}/file"', ["s3.amazonaws.com"]),
        ("a.py", 'U = "type.googleapis.com/google.rpc.Status"', []),
        ("a.ts", 'const host = "d111.cloudfront.net"', ["cloudfront.net"]),
        ("a.ts", 'if (host === "gmail.com" || host === "mail.google.com") {}', []),
        ("a.ts", "t('settings.api.app')", []),
        ("a.sh", 'curl "https://storage.googleapis.com/x/kubectl"; curl "https://api.render.com/v1"', ["api.render.com"]),
        ("a.cs", '$"https://{account}.blob.core.windows.net/{container}"', ["blob.core.windows.net"]),
        ("a.ex", '@doc """\n  "https://api.a.com/v1"\n"""\n@url "https://api.b.com/v1"', ["api.b.com"]),
        ("a.rs", 'const URL: &str = "https://api.cohere.ai/v2/rerank";', ["api.cohere.ai"]),
        ("a.py", 'U = "https://accounts.google.com/o/oauth2/auth"; V = "https://accounts.google.com"',
         ["accounts.google.com/o", "accounts.google.com"]),
        ("a.py", 'U = "wss://gateway.discord.gg/?v=10"', ["gateway.discord.gg"]),
        ("a.py", 'U = "https://10.0.0.1/api/v1"; V = "http://localhost/api"; W = "https://db:5432/api"', []),
        ("a.py", 'U = "https://user:secret@api.a.com:8443/v1"', ["api.a.com"]),
        ("a.tsx", 'src="https://www.gstatic.com/cv/js/sender/v1/cast_sender.js"', ["gstatic.com/cv"]),
        ("a.php", "const SMTP = 'smtp.office365.com';", ["smtp.office365.com"]),
    ],
)  # fmt: skip
def test_what_is_a_use_of_a_host(path: str, line: str, names: list[str]) -> None:
    assert [row.split()[2] for row in shown(path, line) if " host " in row] == names


def test_scripts_of_shells_are_for_development() -> None:
    assert shown("deploy.sh", 'curl "https://api.render.com/v1"') == ["1 host api.render.com development"]


def test_packages_that_a_page_loads() -> None:
    page = (
        '<script src="https://cdn.jsdelivr.net/npm/bootstrap@5.2.0/dist/js/bootstrap.min.js"></script>\n'
        '<script src="https://unpkg.com/@scope/thing"></script>\n'
        '<a href="https://unpkg.com/other">x</a>\n'
        '<img src="https://cdn.jsdelivr.net/gh/a/b/c.png">\n'
    )
    assert shown("a/index.html", page) == ["1 npm bootstrap 5.2.0 runtime", "2 npm @scope/thing runtime"]


def test_a_file_that_names_very_many_hosts_is_a_list() -> None:
    few = "\n".join(f'"https://api.h{n}.com"' for n in range(30))
    assert len(shown("a.py", few)) == 30
    assert shown("a.py", few + '\n"https://api.more.com"') == []


def test_what_a_program_made_is_not_read() -> None:
    line = 'x="https://api.stripe.com/v1";' * 4_000
    assert shown("a.js", line) == []
    assert shown("a.js", line + "\n" * 400) == ["1 host api.stripe.com runtime"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("src/a.py", True), ("a.tsx", True), ("app/views/a.html.erb", True), ("a.tmpl", True), ("README.md", False),
        ("a.css", False), ("a.json", False), ("package-lock.json", False), ("a.min.js", False), ("docs/a.py", False),
        ("node_modules/a/b.js", False), ("vendor/a/b.go", False), ("tests/test_a.py", False), ("a_test.go", False),
        ("src/a.spec.ts", False), ("src/ATests.cs", False), ("public/codemirror-5.17.0/a.js", False),
        ("config/mail.php", False), ("config/app.php", True), ("types.d.ts", False), ("a.tf", False), ("Makefile", False),
    ],
)  # fmt: skip
def test_which_files_are_read(path: str, wanted: bool) -> None:
    assert SOURCE.wants(path) is wanted


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('res.type("text/event-stream")', ["text/event-stream"]),
        ('// "text/event-stream"', []),
        ('w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")', ["application/rss+xml"]),
        ('const S = "urn:ietf:params:scim:schemas:core:2.0:User"', ["urn:ietf:params:scim"]),
        ('const N = "urn:oasis:names:tc:SAML:2.0:protocol"', ["urn:oasis:names:tc:saml"]),
        ('u = issuer + "/.well-known/openid-configuration"', [".well-known/openid-configuration"]),
        ('body = {"grant_type": "authorization_code", "code": code}', ["authorization_code"]),
        ("authorization_code_lifetime = 5", []),
        ('qr("otpauth://totp/a?secret=b")', ["otpauth:"]),
        ('accept = "application/json, text/plain"', []),
        ('res.type("text/calendar")', ["text/calendar"]),
        ("if (name == 'undefined' && type == 'text/calendar') name = 'a.ics'", []),
        ('if (accept === "text/event-stream") stream()', ["text/event-stream"]),
    ],
)
def test_standards(line: str, names: list[str]) -> None:
    assert shown("a.js", line) == [f"1 standard {name} runtime" for name in names]


def test_a_list_of_types_of_files_speaks_nothing() -> None:
    types = [f'"application/x-a{n}"' for n in range(10)]
    assert shown("a.js", "\n".join([*types, '"text/calendar"'])) == ["11 standard text/calendar runtime"]
    assert shown("a.js", "\n".join([*types, '"application/pdf"', '"text/calendar"'])) == []


def aliases(ecosystem: str) -> dict[str, str]:
    file = resources.files("principal.catalog") / "names" / f"{ecosystem}.json"
    found: dict[str, str] = json.loads(file.read_text())
    return found


def meant(name: str) -> str | None:
    """The alias that ``observed.technologies`` finds for a host: itself, or the longest domain that it is in."""
    known = aliases("host")
    starred = [alias for alias in known if alias.endswith("*") and name.startswith(alias[:-1])]
    labels = name.split(".")
    return next((a for a in [*starred, *(".".join(labels[i:]) for i in range(len(labels) - 1))] if a in known), None)


def test_the_catalog_knows_every_host_that_does_not_say_that_it_is_an_api() -> None:
    parts = {"core.windows.net", "windows.net", "ai.azure.com", "azure.com", "azure.net", "googleapis.com"}
    assert {name for name in KNOWN if meant(name) is None} == set()
    assert {name for name in FAMILIES if meant(name) is None} == parts


def test_every_host_of_the_catalog_can_be_seen() -> None:
    unseen = []
    for alias in aliases("host"):
        domain, _, path = alias.removesuffix("*").partition("/")
        called = [(domain, f"/{path}"), (f"api.{domain}", "/")]
        if not any((name := name_of(host, rest, bare=False)) and meant(name) == alias for host, rest in called):
            unseen.append(alias)
    assert unseen == []


def test_the_catalog_knows_every_standard() -> None:
    assert set(aliases("standard")) == NAMES


PIECES = st.sampled_from(
    ['"', "'", "`", "https://", "://", "api.", "hooks", ".com", ".amazonaws.com", "/", "/v1", "{", "}", "${x}", "%s", "*",
     " ", "\n", "//", "#", "<!--", '"""', "@", ":80", "-src ", "href=", "x" * 60, ".", "application/rss+xml", "urn:",
     "otpauth://", "é", "\x00"]
)  # fmt: skip


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["a.py", "a.js", "a.html", "a.sh", "a.rb"]))
def test_nothing_makes_it_raise(text: str, path: str) -> None:
    for row in SOURCE.read(SourceFile(path, text.encode())):
        if isinstance(row, Gap):
            continue
        assert isinstance(row, Packages)
        assert 1 <= row.line <= text.count("\n") + 1
        assert row.name.isprintable()
        assert len(row.name) <= 200


@pytest.mark.parametrize(
    "text",
    ['"https://' + "a." * 200_000, "'" * 500_000, ".com/" * 100_000, '"' + "a-" * 300_000 + ".com", "application/" * 90_000,
     "{" * 300_000 + "://" * 50_000, "x" * 300 + '"https://api.a.com' + "<a " * 100_000, "#" * 500_000 + "://",
     ('"https://' + "{" * 190 + '.com"\n') * 5_000, ('"' + "a." * 55 + 'com"\n') * 10_000],
)  # fmt: skip
def test_nothing_takes_for_ever(text: str) -> None:
    begun = time.process_time()
    for path in ("a.py", "a.html"):
        list(SOURCE.read(SourceFile(path, text.encode() + b"\n" * 3_000)))
    assert time.process_time() - begun < 4
