"""The review page with many lines in Chromium: how long it takes to open, to filter and to sort.

``python -m benchmarks.page [--communes 600] [--times 5]`` solves a made-up plan, writes its page to a temporary folder,
opens it afresh ``--times`` times and prints the median and the worst of each. Needs the ``test`` extra and Chromium.
Opening counts from the navigation to the first frame after all is drawn; filtering from a key to the next frame.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from allocator.explain.explain import explained
from allocator.language import speaking
from allocator.problem.build import build
from allocator.report.page import render
from allocator.report.view import View, make_view
from allocator.scenario.config import Limits
from allocator.scenario.load import load
from allocator.solve import solve
from benchmarks.generate import Size, instance, write

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

OPENED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"""
TYPED = """([id, value]) => new Promise((done) => {
  const field = document.getElementById(id);
  const begun = performance.now();
  field.value = value;
  field.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
SORTED = """(at) => new Promise((done) => {
  const begun = performance.now();
  document.querySelectorAll('#lines thead button')[at].click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
FILTERS = {
    "one word": ("find-line", "17"),
    "four words": ("find-line", "1 med 2 do"),
    "nothing found": ("find-line", "khong co noi nao"),
    "all again": ("find-line", ""),
    "area": ("by-place", "1"),
    "all areas": ("by-place", ""),
    "not decided": ("by-state", "none"),
}


def main() -> None:
    """Make the page, open it, type, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=600)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        view = many_lines(given.communes, Path(folder) / "scenario")
        with speaking("vi"):
            file.write_text(render(view, "0" * 64), encoding="utf-8")
        lines, needs = len(view.plan.allocations), len(view.plan.unmet)
        print(f"{lines:,} lines, {needs:,} needs, {file.stat().st_size / 1e6:.2f} MB")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        runs = [measured(browser, file) for _ in range(given.times)]
        browser.close()
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name:>20}: median {statistics.median(values):6.0f} ms, worst {max(values):6.0f} ms")


def measured(browser: Browser, file: Path) -> dict[str, float]:
    """Milliseconds of each step in a fresh profile."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page: Page = context.new_page()
    page.goto(file.as_uri())
    took = {"opening": float(page.evaluate(OPENED))}
    for name, (field, value) in FILTERS.items():
        took[name] = float(page.evaluate(TYPED, [field, value]))
    took["sorting by quantity"] = float(page.evaluate(SORTED, 3))
    took["sorting by donor"] = float(page.evaluate(SORTED, 6))
    context.close()
    return took


def many_lines(communes: int, folder: Path) -> View:
    """The view of a solved plan: about 33 lines for each commune."""
    write(instance(Size(communes=communes, lots=max(communes // 2, 10), supply=0.8)), folder, "page")
    inputs = load(folder)
    config = dataclasses.replace(inputs.config, limits=Limits(seconds=4))
    problem = build(inputs.tables, config)
    return make_view(explained(problem, solve(problem), inputs.tables), inputs)


if __name__ == "__main__":
    main()
