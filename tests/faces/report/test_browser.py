"""The report in a real browser: nothing in it acts, everybody can read it, and the keys do what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parents[2] / "vendored" / "axe-core"
PAGES = ("index.html", "system.html", "technologies.html", "decisions.html", "findings.html", "coverage.html",
         "search.html", "decision-adr-001-orders.html", "decision-adr-002-evil.html")  # fmt: skip


@contextmanager
def opened(
    browser: Browser, path: Path, *, width: int = 1280, dark: bool = False, script: bool = True, anchor: str = ""
) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what went wrong in it so far: errors, violations of its policy, and requests."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append("a dialog"))
    page.on(
        "request", lambda request: wrong.append(request.url) if not request.url.startswith(("file:", "data:")) else 0
    )
    page.goto(f"file://{path}{anchor}")
    yield page, wrong
    context.close()


def barriers(page: Page) -> list[str]:
    """What keeps somebody from reading the page, as axe-core sees it."""
    page.evaluate(AXE.joinpath("axe.min.js").read_text())
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def test_axe_is_what_its_readme_says() -> None:
    digest = hashlib.sha256(AXE.joinpath("axe.min.js").read_bytes()).hexdigest()
    assert f"SHA-256 of `axe.min.js`: `{digest}`" in AXE.joinpath("README.md").read_text()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_nobody_is_kept_out_and_nothing_acts(browser: Browser, page_of_shop: Path, width: int, dark: bool) -> None:
    with opened(browser, page_of_shop, width=width, dark=dark) as (page, wrong):
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("window.pwned") is None
        assert wrong == []


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_the_site_are_as_good(browser: Browser, site_of_shop: Path, name: str) -> None:
    with opened(browser, site_of_shop / name, width=400) as (page, wrong):
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 400
        assert page.evaluate("window.pwned") is None
        assert wrong == []


def test_every_link_of_the_site_leads_somewhere(browser: Browser, site_of_shop: Path) -> None:
    links = "Array.from(document.querySelectorAll('a'), (a) => a.href).filter((to) => to.startsWith('file:'))"
    ids: dict[str, set[str]] = {}
    wanted: set[str] = set()
    with opened(browser, site_of_shop / "index.html") as (page, _):
        for path in sorted(site_of_shop.glob("*.html")):
            page.goto(f"file://{path}")
            wanted.update(page.evaluate(links))
            ids[f"file://{path}"] = set(page.evaluate("Array.from(document.querySelectorAll('[id]'), (e) => e.id)"))
    broken = [to for to in wanted if to.partition("#")[2] not in ids.get(to.partition("#")[0], set()) | {""}]
    assert broken == []
    assert {to.partition("#")[0] for to in wanted} <= ids.keys()


def test_the_policy_stops_what_should_ever_get_in(browser: Browser, page_of_shop: Path) -> None:
    with opened(browser, page_of_shop) as (page, wrong):
        arrived = list[str]()
        page.on("response", lambda response: arrived.append(response.url))
        page.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "window.pwned = 1";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", '<img src=x onerror="window.pwned=1"><b style="color:red">');
            const image = document.createElement("img");
            image.src = "https://example.com/x.png";
            document.body.append(image);
        }""")
        page.wait_for_timeout(100)
        assert page.evaluate("window.pwned") is None
        assert len([said for said in wrong if "Content Security Policy" in said]) >= 4
        assert arrived == []


def test_keys_search_and_step(browser: Browser, page_of_shop: Path) -> None:
    with opened(browser, page_of_shop) as (page, wrong):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("postgresql ADR-001")
        assert page.locator("#search-count").text_content() == "1 found"
        page.keyboard.press("Enter")
        page.wait_for_timeout(50)
        assert page.url.endswith("#decision-adr-001-orders")
        assert page.locator("[data-hits]").is_hidden()
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.id")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.id") == first != ""
        page.keyboard.press("?")
        assert page.get_by_role("dialog", name="Keyboard").is_visible()
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog", name="Keyboard").is_hidden()
        page.keyboard.press("/")
        page.locator("#search").fill("nothing is called like this")
        assert page.locator("#search-count").text_content() == "Nothing is called so"
        assert wrong == []


def test_the_site_searches_all_of_its_pages(browser: Browser, site_of_shop: Path) -> None:
    with opened(browser, site_of_shop / "coverage.html") as (page, wrong):
        page.keyboard.press("/")
        page.keyboard.type("keep orders")
        assert page.locator("#search-count").text_content() == "Nothing is called so on this page"
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html#q=keep%20orders")
        page.get_by_role("status").get_by_text("1 found").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/decision-adr-001-orders.html")
        assert wrong == []


def test_an_address_opens_what_is_folded_around_it(browser: Browser, page_of_shop: Path) -> None:
    with opened(browser, page_of_shop) as (page, _):
        inside = page.evaluate("document.querySelector('details [id]')?.id")
        assert inside
        page.evaluate("(id) => { location.hash = id; }", inside)
        page.wait_for_timeout(50)
        assert page.evaluate("(id) => document.getElementById(id).closest('details').open", inside)


def test_all_of_it_can_be_read_without_script(browser: Browser, page_of_shop: Path) -> None:
    with opened(browser, page_of_shop, script=False) as (page, _):
        assert page.locator("#search").is_hidden()
        assert page.get_by_role("heading", name="Findings", exact=True).is_visible()
        page.locator("#decision-adr-001-orders summary").click()
        assert page.get_by_text("PostgreSQL.", exact=True).is_visible()


def test_print_shows_the_tables_and_leaves_out_the_tools(browser: Browser, page_of_shop: Path) -> None:
    with opened(browser, page_of_shop) as (page, _):
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".bar").is_hidden()
        assert page.locator(".picture details table").first.is_visible()
        assert page.locator("#decision-adr-001-orders details").is_hidden()
        page.set_viewport_size({"width": 672, "height": 900})  # A4 between its margins
        cut = (
            "[...document.querySelectorAll('.picture > .scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert page.evaluate(cut) == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("document.querySelectorAll('.picture details[open]').length") == 0
