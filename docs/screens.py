"""Pictures of what a plan shows people, to look at: ``python -m docs.screens PLAN OUT [--language vi]``.

Each part of the page at the size of a laptop (1366 x 768) and of a phone (390 x 844), the printed pages, the first
pages of the workbook and, with ``--documents DIR`` (what ``allocator report`` wrote), of every document. Needs the
``test`` extra, Chromium, LibreOffice, and ``pdftoppm`` (of poppler).
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
SHOWN = 3
"""Pages shown of a workbook or document."""
PARTS = ("story", "map", "flows", "places", "donors", "unused", "review")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="a plan folder")
    parser.add_argument("out", type=Path, help="a folder for the pictures")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    parser.add_argument("--documents", type=Path, help="a folder that allocator report wrote")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size in SIZES:
            _screens(browser, given.plan / "report.html", given.out, size, given.language)
        _print(browser, given.plan / "report.html", given.out, given.language)
        browser.close()
    office = [given.plan / "plan.xlsx"]
    if given.documents:
        office += sorted(given.documents.glob("*.docx"))
        for file in sorted(given.documents.glob("*.pdf")):
            _pages(file, given.out / f"{file.stem}-pdf", SHOWN)
    for file in office:
        _run(
            "libreoffice-calc", ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(given.out), str(file)]
        )
        made = given.out / f"{file.stem}.pdf"
        _pages(made, given.out / f"{file.stem}-{file.suffix[1:]}", SHOWN)
        made.unlink()


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
        _pages(out / f"{name}.pdf", out / name)


def _pages(file: Path, name: Path, most: int = 1000) -> None:
    """The pages of a PDF as pictures, ``most`` of them."""
    _run("poppler-utils", ["pdftoppm", "-png", "-r", "60", "-l", str(most), str(file), str(name)])


def _run(package: str, command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is missing: install {package}")


if __name__ == "__main__":
    main()
