"""Markdown that somebody else wrote, as HTML that can do nothing.

Raw HTML is shown as text, images are their descriptions (nothing is ever fetched), and a link is one
only where it leads to the web, to a mailbox or to another decision of the same report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from principal.faces.safe import clean, clean_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

MAX_CHARACTERS = 60_000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MAX_LINE = 4_000
_MAX_NESTING = 20
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]+\Z", re.IGNORECASE)
_SOURCES = re.compile(r" \([^()]*(?:\([^()]*\)[^()]*)*\)\.?\Z")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)

Target = Callable[[str], str | None]


def nowhere(_: str) -> str | None:
    """Leads to no other page."""
    return None


def rendered(text: str, level: int, target: Target = nowhere, *, titled: bool = False) -> tuple[str, bool]:
    """*text* as HTML, and whether all of it is there.

    Args:
        text: Markdown; its front matter is left out.
        level: that of its first heading; no heading below skips one.
        target: for a link to a file of the repository, the address of the page that shows it.
        titled: its first heading is shown elsewhere, and is left out.
    """
    text, whole = _bounded(_FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"), count=1))
    tokens = _parser().parse(clean_lines(text))
    if titled:
        tokens = _without_title(tokens)
    _level(tokens, level)
    parser = _parser()
    return str(parser.renderer.render(tokens, parser.options, {"target": target})), whole


def inline(text: str) -> str:
    """One paragraph of Markdown as HTML, without the paragraph."""
    parser = _parser()
    tokens = parser.parseInline(clean(" ".join(text.split())))
    return str(parser.renderer.render(tokens, parser.options, {"target": nowhere}))


def gist(text: str) -> str:
    """The first paragraph of *text*, without the sources that it closes with."""
    first = " ".join(text.strip().partition("\n\n")[0].split())
    return _SOURCES.sub("", first) or first


def _bounded(text: str) -> tuple[str, bool]:
    """*text* up to the last whole line that fits, no line longer than a page."""
    whole = len(text) <= MAX_CHARACTERS
    if not whole:
        cut = text.rfind("\n", 0, MAX_CHARACTERS)
        text = text[: cut if cut > 0 else MAX_CHARACTERS]
    lines = text.split("\n")
    if any(len(line) > _MAX_LINE for line in lines):
        whole = False
        lines = [line if len(line) <= _MAX_LINE else line[:_MAX_LINE] + "…" for line in lines]
    return "\n".join(lines), whole


def _without_title(tokens: Sequence[Token]) -> list[Token]:
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return list(tokens[3:])
    return list(tokens)


def _level(tokens: Sequence[Token], first: int) -> None:
    """Move the headings so that they begin at *first* and never skip a level."""
    raw = [int(t.tag[1]) for t in tokens if t.type == "heading_open"]
    top, last = min(raw, default=1), first - 1
    for token in tokens:
        if token.type == "heading_open":
            last = min(int(token.tag[1]) - top + first, last + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    parser.validateLink = _any_link  # type: ignore[method-assign]  # each is judged when it is written
    for name, rule in (
        ("link_open", _link_open), ("link_close", _link_close), ("image", _image),
        ("table_open", _table_open), ("table_close", _table_close), ("fence", _code), ("code_block", _code),
        ("td_open", _cell_open), ("th_open", _cell_open), ("html_block", _raw), ("html_inline", _raw),
    ):  # fmt: skip
        parser.add_render_rule(name, rule)
    return parser


def _any_link(url: str) -> bool:
    return True


def _link_open(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    href = str(tokens[index].attrs.get("href", ""))
    inside = env["target"](href)
    shut = env.setdefault("links", [])
    shut.append("a" if inside or _WEB.match(href) else "span")
    if inside:
        return f'<a href="{escape(inside)}">'
    if shut[-1] == "a":
        return f'<a href="{escape(href)}" rel="noopener noreferrer nofollow">'
    return f'<span class="elsewhere" title="{escape(clean(href[:300]))}">'


def _link_close(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    return f"</{env['links'].pop()}>"


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    said = tokens[index].content or str(tokens[index].attrs.get("src", ""))
    return f'<span class="elsewhere">[picture: {escape(said[:300])}]</span>'


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    return '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>'


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    return "</table></div>"


def _cell_open(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    return f"<{tokens[index].tag}>"  # alignment would be a style attribute, which no policy lets through


def _raw(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    """HTML is shown as what was written; comments, which templates are full of, are not shown."""
    said = escape(_COMMENT.sub("", tokens[index].content).strip("\n"))
    return f"<p>{said}</p>\n" if said.strip() and tokens[index].type == "html_block" else said


def _code(self: RendererHTML, tokens: Sequence[Token], index: int, _: object, env: dict[str, Any]) -> str:
    return f"<pre><code>{escape(tokens[index].content)}</code></pre>\n"
