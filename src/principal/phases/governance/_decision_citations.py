"""Paths of the repository that a decision names, and the words that it is about.

Strict on purpose: a rule says of a citation that the path no longer exists, so that only
what is a path beyond doubt counts. Not taken are addresses, patterns, placeholders, commands,
other repositories, example trees (fences), what alternatives would have brought, and
sentences that speak of taking the path away.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from principal.core.pages.option import Option
from principal.core.pages.options import option_lines
from principal.core.pages.page import Heading, Page
from principal.core.pages.words import vocabulary

MAX_CITATIONS = 300
_SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{1,300})\1(?!`)")
_INLINE_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\(<?([^()<>\s]{1,500})>?(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\)")
_LINKED = re.compile(r"!?\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,200}\])")
_REFERENCE = re.compile(r"^ {0,3}\[[^\[\]\n]{1,200}\]:\s*<?([^\s<>]{1,500})>?")
_PATH = re.compile(r"(?:\./)?[A-Za-z0-9_.@+-]+(?:/[A-Za-z0-9_.@+-]+)*/?")
_LINE_SUFFIX = re.compile(r":\d{1,6}(?:[-:]\d{1,6})?$")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_FILE = vocabulary(
    "py pyi ts tsx jsx js mjs cjs mts cts go rs java kt kts scala cs fs vb rb erb php ex exs erl hs ml clj cljs "
    "swift dart m mm c h cc cpp cxx hpp hh lua pl r jl sql proto thrift avsc graphql gql tf tfvars hcl bicep "
    "yaml yml json json5 toml ini cfg conf properties xml xsd gradle sbt csproj fsproj sln md mdx rst adoc txt "
    "sh bash zsh ps1 bat cmake mk html css scss sass less vue svelte astro ipynb lock env dockerfile puml "
    "plantuml mmd drawio dsl svg png jpg jpeg gif pdf csv feature rego nix bzl bazel"
)
_BARE = vocabulary(
    "dockerfile makefile docker-compose.yml docker-compose.yaml compose.yml compose.yaml tsconfig.json codeowners"
)
_TOP = vocabulary(
    "src lib libs app apps packages services docs doc cmd internal pkg infra infrastructure terraform deploy "
    "deployment charts config configs scripts tests test tools architecture .github .gitlab .circleci "
    "migrations frontend backend crates modules"
)
_EXAMPLE = re.compile(
    r"(?:foo|bar|baz|qux|example\w*|sample|placeholder|xxx+|yyy+|nnn+|your|some|any|my)(?:[-_.].*)?"
    r"|nnnn.*|xxxx.*|.*\.\.\..*|path|\.git"
)
_TAKEN_AWAY = re.compile(
    r"\b(?:remov|delet|drop|retir|renam|mov(?:e|ed|ing)|replac|deprecat|migrat|split|merg|rewrit"
    r"|no longer|used to|previously|original|former|old |legacy|instead of|would |could |e\.g\.|for example|such as"
    r"|like |another repo|other repo|repository)",
    re.IGNORECASE,
)
_BUILT = vocabulary("dist build target out node_modules vendor bin obj tmp venv .venv coverage")

_WORD = re.compile(r"[^\W_][\w+#]*(?:[.-][^\W_][\w+#]*)*[+#]*")
_STOP = vocabulary(
    "a an the and or of for to in on with without from by as at is are be being been this that these those we "
    "our us it its i you they them their will would should could can may might must not no do does did done don "
    "don't use used uses using usage how why what when where which who whom whose than then so such vs versus "
    "via into onto over under between within per each all any some both more most less least other another new "
    "old own same first second third only also too very adopt adopting choose chose chosen choosing decide "
    "decided decision decisions record records recording adr adrs architecture architectural design approach "
    "approaches option options alternative alternatives considered consideration considerations pros cons "
    "context problem statement background motivation status date deciders consequence consequences positive "
    "negative neutral outcome outcomes references reference links link notes note more information related "
    "appendix introduction overview summary conclusion conclusions rationale reasoning drivers driver goals "
    "goal non-goals requirements requirement assumptions assumption constraints scope out example examples "
    "implementation details detail proposal proposed solution solutions discussion changelog history questions "
    "open future work risks risk impact implications validation confirmation enforcement compliance glossary "
    "abstract description title good bad because one two three four five make makes making have has had get "
    "gets keep add adding remove removing replace replacing move moving create creating change changes changing "
    "support supporting improve enable allow introduce introducing implement implementing handle handling "
    "manage managing about after before during against"
)


def citations(page: Page) -> Iterator[tuple[str, int]]:
    """Paths that the record names, relative to the repository's root, each with its line."""
    folder = posixpath.dirname(page.path)
    might_have_been = option_lines(page)
    seen: set[tuple[str, int]] = set()
    for number, line in enumerate(page.lines, 1):
        if len(seen) >= MAX_CITATIONS:
            return
        if "`" not in line and "](" not in line and not line.lstrip().startswith("["):
            continue
        line = line[:5000]
        named = [path for target in _targets(line) if (path := resolve(folder, target))]
        if "`" in line and number not in might_have_been:
            spans = _SPAN.findall(_LINKED.sub("", line) if "]" in line else line)
            told = [path for _, span in spans if (path := _as_path(span.strip()))]
            if told and not _taken_away(page, number):
                named += told
        for path in named:
            if (path, number) not in seen and len(seen) < MAX_CITATIONS:
                seen.add((path, number))
                yield path, number


def _taken_away(page: Page, number: int) -> bool:
    """Whether the sentence around a line speaks of removal, of what might be, or of elsewhere."""
    before = page.text(number - 1) if number > 1 else ""
    after = page.text(number + 1) if number < len(page.lines) else ""
    return any(_TAKEN_AWAY.search(text[:2000]) for text in (before, page.text(number), after))


def _targets(line: str) -> list[str]:
    found = _INLINE_LINK.findall(_SPAN.sub("``", line)) if "](" in line else []  # a link within code is an example
    if reference := _REFERENCE.match(line):
        found.append(reference[1])
    return found


def resolve(folder: str, target: str) -> str | None:
    """The file that a relative link in *folder* leads to, from the repository's root; None for any other link."""
    target = unquote(re.split(r"[#?]", target, maxsplit=1)[0])
    if not target or _SCHEME.match(target) or target.startswith(("/", "~", "\\")) or not _could_be_path(target):
        return None
    if not _suffix(target):
        return None
    path = posixpath.normpath(posixpath.join(folder, target))
    if path.startswith("..") or any(_EXAMPLE.fullmatch(part.lower()) for part in path.split("/")):
        return None
    return path


def _could_be_path(target: str) -> bool:
    return not any(c in target for c in "*{}<>$|\"'`\n\0") and "..." not in target


def _suffix(path: str) -> bool:
    _, dot, end = posixpath.basename(path).rpartition(".")
    return bool(dot) and end.lower() in _FILE


def _as_path(span: str) -> str | None:
    """The path that a code span is, or None for whatever else people put in one."""
    span = _LINE_SUFFIX.sub("", span)
    if len(span) > 250 or not _PATH.fullmatch(span) or span.startswith((".git/", "@")):
        return None
    folder = span.endswith("/")
    path = span.removeprefix("./").rstrip("/")
    parts = path.split("/")
    low = [part.lower() for part in parts]
    if any(_EXAMPLE.fullmatch(p) or p in _BUILT or p in (".", "..") for p in low):
        return None
    if "/" not in path:
        return path if low[0] in _BARE else None
    if "." in low[0][1:] and len(parts) > 1:  # a host or a module's address: github.com/x/y
        return None
    if _suffix(path):
        return path
    return path if low[0] in _TOP and (folder or len(parts) > 2) and "." not in parts[-1] else None


def topics(page: Page, title: str, title_line: int, options: list[Option]) -> Iterator[tuple[str, int]]:
    """Words of the title, of the headings and of what was chosen, lower case, each with its line.

    Two words side by side come as one hyphenated word too (``cloudflare-workers``). Headings
    about alternatives that were turned down name what the decision does not govern.
    """
    seen: set[str] = set()
    aside = option_lines(page)
    texts = [(title, title_line)]
    texts += [(h.title, h.line) for h in page.headings if h.line != title_line and h.line not in aside and _tells(h)]
    texts += [(o.name, o.line) for o in options if o.chosen]
    for text, line in texts:
        words = [w.strip(".-") for w in _WORD.findall(text[:300].lower())]
        known = [w for w in words if w not in _STOP and not w.isdigit() and len(w) > 1]
        pairs = [f"{a}-{b}" for a, b in pairwise(words) if a in known and b in known]
        for word in known + pairs:
            if word not in seen:
                seen.add(word)
                yield word, line


def _tells(heading: Heading) -> bool:
    return len(heading.words) <= 12
