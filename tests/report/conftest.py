"""The page of a small plan in a browser, that answers for every request and every word on the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_plan import SIZES, Open, solved_view, write_page_scenario, write_plan
from playwright.sync_api import Browser, Page

from allocator.report.view import View


@pytest.fixture(scope="session")
def page_view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return solved_view(write_page_scenario(tmp_path_factory.mktemp("scenario")))


@pytest.fixture(scope="session")
def file(page_view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(page_view, tmp_path_factory.mktemp("page") / "kế hoạch đã duyệt 1")


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Open]:
    """Opens the page in a browser profile of its own; nothing but the file may be asked for, nothing may go wrong."""
    contexts, heard, expected = [], [], set()

    def start(path: Path = file, size: str = "desktop", language: str = "vi", before: str = "") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda sent: heard.append(sent.url))
        if before:
            page.add_init_script(before)
        page.goto(path.as_uri())
        expected.add(path.as_uri())
        if page.evaluate("document.documentElement.lang") != language:
            page.click("#language")
        return page

    yield start
    for context in contexts:
        context.close()
    assert [each for each in heard if each not in expected and not each.startswith("blob:")] == []
