"""report.html in a browser, offline: it can be read, found in, printed, and no name can do anything."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_plan import ARABIC, EMOJI, IMAGE, LONG, SIZES, Open, write_page_scenario
from playwright.sync_api import Page
from sample_plan import SCRIPT

from allocator.language import speaking, tr
from allocator.report.page import SCRIPTS, render, template_text, write_page
from allocator.report.pagedata import LABELS
from allocator.report.texts import SCRIPT as SCRIPT_TEXTS
from allocator.report.texts import TEXTS
from allocator.report.view import View

LANGUAGES = ("vi", "en")
sizes = pytest.mark.parametrize("size", SIZES)
languages = pytest.mark.parametrize("language", LANGUAGES)


def unfold(page: Page) -> None:
    """Open what is folded: details of places and donors, the table of flows, a line, the list of decisions."""
    for table in ("#units", "#donor-table"):
        page.locator(f"{table} button.open").first.click()
    page.locator("#flows summary").click()
    page.locator("#lines button.pick").first.click()
    page.check("#do-cap")
    page.fill("#comment", "!")
    page.locator("#decision-list").evaluate("details => { details.open = true; }")
    page.keyboard.press("Escape")
    page.locator("#lines button.pick").first.click()


@sizes
@languages
def test_axe_finds_nothing_serious(opened: Open, size: str, language: str) -> None:
    page = opened(size=size, language=language)
    unfold(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")] == []


@sizes
def test_the_page_fits_the_screen(opened: Open, size: str) -> None:
    page = opened(size=size)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_names_do_nothing_and_can_be_read(opened: Open) -> None:
    page = opened()
    unfold(page)
    assert page.title() == "Thử <b>kế hoạch</b>: số 1"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    for name in (SCRIPT, EMOJI, LONG, ARABIC):
        shown = page.locator("#units th bdi", has_text=name)
        assert shown.count() == 1 and shown.is_visible()
    for name in (IMAGE, f"{LONG} tài trợ", ARABIC):
        assert page.locator("#donor-table th bdi", has_text=name).count() == 1
    wide = "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length"
    assert page.locator("#units tbody > tr > th").evaluate_all(wide) == 0


def test_a_name_from_the_right_does_not_turn_what_follows(opened: Open) -> None:
    page = opened()
    texts = page.locator("#map [data-unit]").evaluate_all("all => all.map((each) => each.getAttribute('aria-label'))")
    turned = [text for text in texts if ARABIC in text]
    assert len(turned) == 1 and turned[0].startswith(f"\u2068{ARABIC}, Huyện Bình\u2069: ")
    page.fill("#find", "003")
    page.locator("#units button.open").click()
    page.locator("#lines button.pick", has_text=ARABIC).first.click()
    bare = page.evaluate(
        """name => [...document.querySelectorAll('main *')].filter((each) => each.tagName !== 'BDI' &&
        [...each.childNodes].some((node) => node.nodeType === 3 && node.data.includes(name)
            && !node.data.match(/\\u2068[^\\u2069]*\\u202e/)) && !['OPTION', 'TEXTAREA'].includes(each.tagName)
            && !each.closest('bdi')).map((each) => each.outerHTML.slice(0, 200))""",
        ARABIC,
    )
    assert bare == []


def words(page: Page) -> list[str]:
    """Every text node that is shown and every label."""
    found: list[str] = page.evaluate(
        """() => {
        const texts = [];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            const shown = parent.checkVisibility() || (parent.closest('option, .off') && !parent.closest('[lang]'));
            if (shown && !parent.closest('script')) texts.push(walk.currentNode.data.trim());
        }
        for (const name of ['aria-label', 'title', 'placeholder', 'data-head'])
            for (const each of document.querySelectorAll(`[${name}]`)) texts.push(each.getAttribute(name));
        return texts.filter(Boolean);
        }"""
    )
    return found


def patterns(language: str) -> dict[str, re.Pattern[str]]:
    """What each text looks like in ``language``, where the other language has other words for it."""
    said = {}
    for text in {*TEXTS.values(), *SCRIPT_TEXTS.values()}:
        both = []
        for code in LANGUAGES:
            with speaking(code):
                both.append(tr(text))
        shown = both[LANGUAGES.index(language)]
        letters = re.sub(r"\{\w+\}|\W", "", shown)
        if both[0] != both[1] and len(letters) > 2 and text != TEXTS["switch"]:
            said[shown] = re.compile(".+".join(re.escape(part) for part in re.split(r"\{\w+\}", shown)))
    return said


@languages
def test_no_text_is_left_in_the_other_language(opened: Open, language: str) -> None:
    page = opened(language=language)
    unfold(page)
    other = patterns("en" if language == "vi" else "vi")
    shown = words(page)
    assert len(shown) > 300
    left = [text for text in shown for pattern in other.values() if pattern.fullmatch(text)]
    assert left == []
    assert not [text for text in shown if re.search(r"undefined|NaN|\[object|\{\w+\}", text)]


def test_scripts_and_template_use_every_text_and_no_other() -> None:
    scripts = "\n".join(template_text(f"page/{name}.js") for name in SCRIPTS)
    named = set(re.findall(r'\bt\("(\w+)"', scripts))
    families = (*re.findall(r"\bt\(`(\w+_)\$\{", scripts), "given", "direct")
    assert named <= set(SCRIPT_TEXTS)
    assert [key for key in SCRIPT_TEXTS if key not in named and not key.startswith(families)] == []
    template = template_text("report.html.j2")
    assert set(re.findall(r'\b(?:t|label)\("(\w+)"', template)) <= set(TEXTS)
    assert set(re.findall(r'\blabel\("(\w+)"', template)) == set(LABELS)


def test_numbers_follow_the_language(opened: Open) -> None:
    page = opened()
    cells = page.locator("td.n[data-v], #units td.n, #lines td.n")
    vietnamese = cells.all_text_contents()
    page.click("#language")
    english = cells.all_text_contents()
    swap = str.maketrans(",.", ".,")
    assert any("." in text for text in vietnamese)
    unspaced = [re.sub(r"\s%", "%", text) for text in english]
    pairs = zip(vietnamese, unspaced, strict=True)
    assert all(vi.translate(swap).split()[0] == en.split()[0] for vi, en in pairs)
    page.click("#language")
    assert cells.all_text_contents() == vietnamese


@languages
def test_both_languages_write_static_numbers_as_made_in_them(
    opened: Open, file: Path, page_view: View, language: str
) -> None:
    with speaking("en" if language == "vi" else "vi"):
        write_page(page_view, file.with_name("again.html"))
    texts = [
        opened(path, language=language).locator("td.n[data-v]").all_inner_texts()
        for path in (file, file.with_name("again.html"))
    ]
    assert texts[0] == texts[1]


def test_the_map_speaks_when_pointed_at_and_by_keyboard(opened: Open) -> None:
    page = opened()
    said = page.locator("#map-words")
    page.locator("#map path[data-unit]").nth(1).hover()
    first = said.inner_text()
    assert EMOJI in first and "Còn thiếu" in first and "kg" in first
    page.locator("#map [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    second = said.inner_text()
    assert LONG in second
    page.keyboard.press("ArrowLeft")
    assert ARABIC in said.inner_text()
    assert page.locator("#map [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.innerText").startswith(ARABIC[:3])
    assert page.locator("#units tr.detail").count() == 1


def test_the_map_has_borders_where_known_and_a_circle_elsewhere(opened: Open) -> None:
    page = opened()
    assert page.locator("#map path[data-unit]").count() == 4
    circle = page.locator("#map circle[data-unit]")
    assert circle.count() == 1
    right = "each => each.getBBox().x + each.getBBox().width"
    assert circle.evaluate(right) <= page.locator("#map figure > svg").evaluate("each => each.viewBox.baseVal.width")
    assert page.locator("#map path.inner").count() == 1


def test_tables_sort_by_click_and_by_key(opened: Open) -> None:
    page = opened()
    head = page.locator("#units thead th").nth(4)
    order = "() => [...document.querySelectorAll('#units tbody > tr')].map((row) => Number(row.dataset.row))"
    need = page.evaluate("() => JSON.parse(document.getElementById('data').textContent).units.need")
    head.locator("button").click()
    assert page.evaluate(order) == sorted(range(5), key=lambda unit: (-need[unit], unit))
    head.locator("button").press("Enter")
    assert page.evaluate(order) == sorted(range(5), key=lambda unit: (need[unit], unit))
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.closest('th').cellIndex") == 4


def test_names_are_found_without_accents(opened: Open) -> None:
    page = opened()
    page.fill("#find", "dong tam")
    assert page.locator("#units tbody > tr").count() == 1
    page.fill("#find-donor", "cong ty")
    assert page.locator("#donor-table tbody > tr").count() == 1


def test_details_of_places_and_donors_add_up(opened: Open, page_view: View) -> None:
    page = opened(language="en")
    page.fill("#find", "xa tay")
    page.locator("#units button.open").click()
    own = page_view.plan.unmet[page_view.plan.unmet["place_id"] == "005"]
    for item, name in (("ao", "-Áo ấm"), ("sua", "Sữa")):
        row = page.locator("#units tr.detail table").first.locator("tr", has_text=name)
        shown = [int(re.sub(r"\D", "", text)) for text in row.locator("td.n").all_inner_texts()]
        cells = own[own["item_id"] == item]
        assert shown == [
            round(each)
            for each in (
                (cells["need"] - cells["net"]).sum(),
                cells["net"].sum(),
                cells["met"].sum(),
                cells["unmet"].sum(),
            )
        ]
    page.fill("#find-donor", "L5")
    page.locator("#donor-table button.open").click()
    assert page.locator("#donor-table tr.detail table").first.locator("tbody tr").count() == 2


def test_what_it_prints(opened: Open) -> None:
    page = opened()
    page.emulate_media(media="print")
    assert not page.locator("#review").is_visible() and not page.locator("#language").is_visible()
    assert page.locator("#units tbody > tr").first.is_visible()
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.fill("#find-line", "xa tay")
    page.click("#print-lines")
    page.emulate_media(media="print")
    assert page.title() == "printed"
    assert page.locator("#lines").is_visible() and not page.locator("#story").is_visible()
    assert page.locator("#print-head").inner_text().startswith("6 trong 26 dòng")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#story").is_visible()


def test_long_tables_are_printed_whole_with_heads_on_each_page(opened: Open, page_view: View, tmp_path: Path) -> None:
    many = pd.concat([page_view.units] * 60, ignore_index=True)
    path = tmp_path / "report.html"
    path.write_text(render(dataclasses.replace(page_view, units=many), "0" * 64), encoding="utf-8")
    page = opened(path)
    assert page.locator("#units tbody > tr").count() < 300
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#units tbody > tr").count() == 300
    page.emulate_media(media="print")
    # Chromium repeats a head only where nothing in it is a box that cannot be cut.
    assert page.locator("#units thead button").first.evaluate("each => getComputedStyle(each).display") == "contents"


def test_it_reads_without_script_and_loads_nothing(page_view: View) -> None:
    with speaking("en"):
        html = render(page_view, "0" * 64)
    assert '<html lang="en"' in html
    rest = html.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(src|href)=[\"'](?!#|data:|[a-z]+\.(xlsx|csv))", rest) and "http:" not in rest.replace(
        "http://x", ""
    )


def test_thousands_of_places_stay_small(page_view: View) -> None:
    many = pd.concat([page_view.units] * 2000, ignore_index=True)
    html = render(dataclasses.replace(page_view, units=many), "0" * 64)
    assert len(html.encode()) < 2_000_000


def test_a_plan_for_nothing_has_a_page(opened: Open, page_view: View, tmp_path: Path) -> None:
    names = ("units", "groups", "categories", "ages", "periods", "donors", "unused", "lots", "reasons")
    plan = page_view.plan
    nothing = dataclasses.replace(
        page_view,
        **{name: getattr(page_view, name).iloc[:0] for name in names},
        plan=dataclasses.replace(
            plan, allocations=plan.allocations.iloc[:0], unmet=plan.unmet.iloc[:0], causes=plan.causes.iloc[:0]
        ),
    )
    path = tmp_path / "report.html"
    path.write_text(render(nothing, "0" * 64), encoding="utf-8")
    page = opened(path)
    assert page.locator("#review").inner_text().count("\n") == 2
    assert page.locator(".story article").count() == 6


def test_a_plan_too_large_to_review_here_says_where(
    opened: Open, page_view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocator.report.pagedata.MOST_LINES", 10)
    monkeypatch.setattr("allocator.report.page.MOST_LINES", 10)
    path = tmp_path / "report.html"
    path.write_text(render(page_view, "0" * 64), encoding="utf-8")
    page = opened(path, language="en")
    assert "allocator review export" in page.locator("#review").inner_text()
    page.locator("#units button.open").first.click()
    assert "plan.xlsx" in page.locator("#units tr.detail").inner_text()


def test_without_borders_places_are_circles(opened: Open, tmp_path: Path) -> None:
    from page_plan import PAGE_FILES, solved_view, write_plan

    text = PAGE_FILES["scenario.yaml"].replace("boundaries: borders.geojson\n", "")
    view = solved_view(write_page_scenario(tmp_path / "s", scenario=text))
    page = opened(write_plan(view, tmp_path / "kế hoạch"))
    assert page.locator("#map circle[data-unit]").count() == 5 and page.locator("#map path[data-unit]").count() == 0
