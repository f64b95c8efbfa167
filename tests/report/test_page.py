"""report.html in a browser, offline."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sample_plan import SCRIPT, solved

from allocator.language import speaking
from allocator.report.page import render, write_page
from allocator.report.view import View, make_view

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def view() -> View:
    return make_view(*solved())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    with speaking("vi"):
        write_page(view, path)
    return path


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, file: Path) -> Iterator[Page]:
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("request", lambda sent: heard.append(sent.url))
    opened.goto(file.as_uri())
    yield opened
    assert heard == [file.as_uri()]
    opened.close()


def test_the_page_fits_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_names_do_nothing(page: Page) -> None:
    assert page.title() == "Thử <b>kế hoạch</b>: số 1"
    assert page.locator("#units th", has_text=SCRIPT).count() == 1
    assert page.locator("script").count() == 1


def test_the_language_is_switched_and_numbers_with_it(page: Page) -> None:
    def shown() -> str:
        return page.locator("main").inner_text()

    def cells() -> list[str]:
        return page.locator("td.n[data-v]").all_inner_texts()

    vietnamese, numbers = shown(), cells()
    assert "nhu cầu chưa được đáp ứng" in vietnamese and "is left unmet" not in vietnamese
    page.click("#language")
    english = shown()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "is left unmet" in english and "nhu cầu chưa được đáp ứng" not in english
    assert any("." in text for text in cells()) and cells() != numbers
    page.click("#language")
    assert cells() == numbers and shown() == vietnamese


def test_both_languages_write_the_numbers_as_made_in_them(view: View, browser: Browser, tmp_path: Path) -> None:
    texts = []
    for made in ("vi", "en"):
        with speaking(made):
            write_page(view, tmp_path / f"{made}.html")
        opened = browser.new_page()
        opened.goto((tmp_path / f"{made}.html").as_uri())
        if made == "vi":
            opened.click("#language")
        texts.append(opened.locator("td.n[data-v]").all_inner_texts())
        opened.close()
    assert texts[0] == texts[1]


def test_tables_sort_by_click_and_by_key(page: Page) -> None:
    head = page.locator("#units th.n").first
    order = "[...document.querySelectorAll('#units tbody tr')].map((row) => Number(row.cells[2].dataset.v))"
    head.locator("button").click()
    down = page.evaluate(order)
    head.locator("button").press("Enter")
    up = page.evaluate(order)
    assert down == sorted(down, reverse=True) and up == sorted(up) and len(up) == 4
    assert head.get_attribute("aria-sort") == "ascending"


def test_names_are_found_without_accents(page: Page) -> None:
    page.fill("#find", "xa dong")
    rows = page.locator("#units tbody tr:visible")
    assert rows.count() == 1 and "Xã Đông" in rows.first.inner_text()


def test_tables_have_headers_and_drawings_have_names(page: Page) -> None:
    assert page.locator("table").count() == page.locator("table:has(thead th[scope=col])").count() > 4
    assert page.locator("svg[role=img]").count() == page.locator("svg[role=img][aria-label]").count() == 2
    assert page.locator("svg circle title").count() == 4


def test_it_prints(browser: Browser, file: Path) -> None:
    opened = browser.new_page()
    opened.goto(file.as_uri())
    assert opened.pdf(format="A4").startswith(b"%PDF")
    opened.close()


def test_it_reads_without_script_and_loads_nothing(view: View) -> None:
    with speaking("en"):
        html = render(view)
    assert '<html lang="en"' in html and "http" not in html.replace("http-equiv", "").replace("http://x", "")


def test_thousands_of_places_stay_small(view: View) -> None:
    many = pd.concat([view.units] * 2500, ignore_index=True)
    html = render(dataclasses.replace(view, units=many))
    assert len(html.encode()) < 2_000_000 and "plan.xlsx" in html


def test_a_plan_for_nothing_has_a_page(view: View) -> None:
    nothing = {
        name: getattr(view, name).iloc[:0] for name in ("units", "groups", "categories", "ages", "donors", "unused")
    }
    assert "<main" in render(dataclasses.replace(view, **nothing))
