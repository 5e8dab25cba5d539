"""Markdown of others as HTML: exactly what comes out."""

from __future__ import annotations

import time

import pytest

from principal.faces.report.markup import MAX_CHARACTERS, gist, inline, rendered


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("a <!-- hidden --> b\n\n<!-- hidden\n\ntoo -->\n\nc", "<p>a  b</p>\n<p>c</p>\n"),
        ("<!-- never closed\n\nx", ""),
        ("[x](https://a.b/?c=\"d&e)", '<p><a href="https://a.b/?c=%22d&amp;e" rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("[x](javascript:alert(1))", '<p><span class="elsewhere" title="javascript:alert(1)">x</span></p>\n'),
        ("[x](JAVASCRIPT&colon;a)", '<p><span class="elsewhere" title="JAVASCRIPT:a">x</span></p>\n'),
        ("[x](data:text/html,y)", '<p><span class="elsewhere" title="data:text/html,y">x</span></p>\n'),
        ("[x](//a.b)", '<p><span class="elsewhere" title="//a.b">x</span></p>\n'),
        ("[x](other.md)", '<p><a href="#other">x</a></p>\n'),
        ("<javascript:x>", '<p><span class="elsewhere" title="javascript:x">javascript:x</span></p>\n'),
        ("![a \"b](https://a.b/c.png)", '<p><span class="elsewhere">[picture: a &quot;b]</span></p>\n'),
        ("![](c.png)", '<p><span class="elsewhere">[picture: c.png]</span></p>\n'),
        ("```x\" onclick=\"y\n<i>\n```", "<pre><code>&lt;i&gt;\n</code></pre>\n"),
        ("a\u202eb\x1b[31m", "<p>a\\u202eb\\x1b[31m</p>\n"),
        ("---\nstatus: x\n---\na", "<p>a</p>\n"),
    ],
)  # fmt: skip
def test_what_is_written(text: str, html: str) -> None:
    assert rendered(text, 4, lambda href: "#other" if href == "other.md" else None) == (html, True)


def test_headings_begin_at_a_level_and_skip_none() -> None:
    text = "# Title\n\n### Deep\n\n# Again\n\n###### Deepest\n"
    assert rendered(text, 3)[0] == "<h3>Title</h3>\n<h4>Deep</h4>\n<h3>Again</h3>\n<h4>Deepest</h4>\n"
    assert rendered(text, 3, titled=True)[0] == "<h3>Deep</h3>\n<h3>Again</h3>\n<h4>Deepest</h4>\n"


def test_tables_have_no_style() -> None:
    html, _ = rendered("| a |\n|--:|\n| b |\n", 4)
    assert "style" not in html
    assert "<th>a</th>" in html
    assert "<td>b</td>" in html


@pytest.mark.parametrize(
    "text",
    ["> " * 20_000 + "x", "[" * 50_000, "*a " * 20_000, "`" * 50_000, "<" * 50_000, "x" * 6_000_000, "- " * 20_000,
     "| a " * 10_000 + "\n" + "|-" * 10_000, "[a](b" * 10_000, "![" * 20_000, "\n" * 100_000, "a\n" * 3_000_000,
     "<!--" * 10_000, "~~" * 20_000],
    ids=range(14),
)  # fmt: skip
def test_whatever_it_is_it_is_bounded(text: str) -> None:
    begun = time.process_time()
    html, _ = rendered(text, 4)
    assert time.process_time() - begun < 2
    assert len(html) < 8 * MAX_CHARACTERS


def test_what_does_not_fit_is_said() -> None:
    html, whole = rendered("one sentence.\n\n" * 10_000, 4)
    assert not whole
    assert html.endswith("<p>one sentence.</p>\n")
    assert rendered("x" * 5000, 4) == (f"<p>{'x' * 4000}…</p>\n", False)


def test_the_gist_is_the_first_paragraph_without_its_sources() -> None:
    assert gist("It costs\nmuch. (Somebody, *A book* (2nd edition), 2020.)\n\nMore.") == "It costs much."
    assert gist("(All of it.)") == "(All of it.)"
    assert inline("a `b` <c>\n*d*") == "a <code>b</code> &lt;c&gt; <em>d</em>"
