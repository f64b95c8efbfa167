"""Pictures of a plan's report page, to look at: ``python -m docs.screens PLAN OUT [--language vi]``.

Each part of the page at the size of a laptop (1366 x 768) and of a phone (390 x 844), and the printed pages. Needs
the ``test`` extra, Chromium, and ``pdftoppm`` (of poppler) for the printed pages.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
PARTS = ("story", "map", "flows", "places", "donors", "unused", "review")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="a plan folder")
    parser.add_argument("out", type=Path, help="a folder for the pictures")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size in SIZES:
            _screens(browser, given.plan / "report.html", given.out, size, given.language)
        _print(browser, given.plan / "report.html", given.out, given.language)
        browser.close()


def _opened(browser: Browser, file: Path, size: str, language: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(file.resolve().as_uri())
    if page.evaluate("document.documentElement.lang") != language:
        page.click("#language")
    return page


def _screens(browser: Browser, file: Path, out: Path, size: str, language: str) -> None:
    page = _opened(browser, file, size, language)
    page.screenshot(path=out / f"{size}-top.png")
    for part in PARTS:
        found = page.locator(f"#{part}")
        if not found.count():
            continue
        if part in ("places", "donors"):
            found.locator("button.open").first.click()
        found.evaluate("element => element.scrollIntoView()")
        page.wait_for_timeout(300)
        page.screenshot(path=out / f"{size}-{part}.png")
    if page.locator("#lines button.pick").count():
        _review(page, out, size)
    page.close()


def _review(page: Page, out: Path, size: str) -> None:
    """A line chosen, and a decision made."""
    page.fill("#reviewer", "Nông Thị Hà")
    page.locator("#lines button.pick").nth(2).click()
    page.check("#do-cap")
    page.fill("#quantity", "12")
    page.fill("#comment", "Kho xã chỉ chứa được chừng này")
    page.locator("#lines").evaluate("element => element.scrollIntoView()")
    page.mouse.wheel(0, -80)
    page.wait_for_timeout(400)
    page.screenshot(path=out / f"{size}-line.png")


def _print(browser: Browser, file: Path, out: Path, language: str) -> None:
    """The whole report, and the lines of one search, as printed."""
    page = _opened(browser, file, "laptop", language)
    page.pdf(path=out / "print.pdf", format="A4", prefer_css_page_size=True)
    page.evaluate("() => { window.print = () => {}; }")
    page.locator("#by-period option").nth(1).evaluate("option => { option.selected = true; }")
    page.dispatch_event("#by-period", "input")
    page.fill("#find-line", page.locator("#lines button.pick bdi").first.inner_text())
    page.click("#print-lines")
    page.pdf(path=out / "print-lines.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    for name in ("print", "print-lines"):
        command = ["pdftoppm", "-png", "-r", "60", str(out / f"{name}.pdf"), str(out / name)]
        if subprocess.run(command, check=False).returncode:
            sys.exit("pdftoppm is missing: install poppler-utils to see the printed pages")


if __name__ == "__main__":
    main()
