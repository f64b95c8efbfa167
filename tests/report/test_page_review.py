"""The page as the review page: lines are found, decided on, kept, saved to a file and read from one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from page_plan import Open
from playwright.sync_api import Dialog, Page

from allocator.plan.identity import plan_hash
from allocator.report.view import View

REFUSING = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
)


def picks(page: Page) -> Any:
    return page.locator("#lines button.pick")


def lines_shown(page: Page) -> list[int]:
    found: list[int] = page.locator("#lines tbody tr").evaluate_all(
        "rows => rows.map((row) => Number(row.dataset.row))"
    )
    return found


def saved(page: Page, reviewer: str = "Nông Thị Hà") -> dict[str, Any]:
    """The file that the page saves."""
    if reviewer:
        page.fill("#reviewer", reviewer)
    with page.expect_download() as download:
        page.click("#save")
    content: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    content["file"] = download.value.suggested_filename
    return content


def open_file(page: Page, content: object) -> str:
    """Open ``content`` as a decisions file; what the page says to it."""
    text = content if isinstance(content, str) else json.dumps(content)
    before = page.locator("#said").inner_text()
    page.set_input_files("#open", {"name": "decisions.json", "mimeType": "application/json", "buffer": text.encode()})
    page.wait_for_function("before => document.getElementById('said').innerText !== before", arg=before)
    return page.locator("#said").inner_text()


def decide(page: Page, at: int, action: str, quantity: str = "", comment: str = "") -> None:
    picks(page).nth(at).click()
    page.check(f"#do-{action}")
    if quantity:
        page.fill("#quantity", quantity)
    if comment:
        page.fill("#comment", comment)


def test_lines_are_found_by_every_word_without_accents(opened: Open, page_view: View) -> None:
    page = opened()
    lines = page_view.plan.allocations.reset_index(drop=True)
    page.fill("#find-line", "xa tay ao am 2019")
    wanted = lines[(lines["place_id"] == "005") & (lines["item_id"] == "ao") & (lines["period_id"] == "2019")]
    assert sorted(lines_shown(page)) == wanted.index.tolist()
    page.fill("#find-line", "cong ty & ban")
    assert sorted(lines_shown(page)) == lines.index[lines["donor_id"] == "D2"].tolist()
    page.fill("#find-line", lines["line_id"][7].lower())
    assert lines_shown(page) == [7]
    page.fill("#find-line", "không có nơi nào như thế")
    assert lines_shown(page) == [] and page.locator("#print-lines").is_disabled()
    page.click("#clear")
    assert len(lines_shown(page)) == len(lines)


def test_lines_are_found_by_area_item_donor_period_and_decision(opened: Open, page_view: View) -> None:
    page = opened()
    lines = page_view.plan.allocations.reset_index(drop=True)
    page.select_option("#by-place", label="Huyện Bình")
    far = lines["place_id"].isin(["003", "004", "005"])
    assert sorted(lines_shown(page)) == lines.index[far].tolist()
    page.select_option("#by-period", label="Đông 2020")
    assert sorted(lines_shown(page)) == lines.index[far & (lines["period_id"] == "2020")].tolist()
    page.select_option("#by-place", "")
    page.select_option("#by-period", "")
    page.select_option("#by-item", label="Sữa")
    assert sorted(lines_shown(page)) == lines.index[lines["item_id"] == "sua"].tolist()
    page.select_option("#by-item", "")
    page.select_option("#by-donor", label="Công ty & bạn")
    assert sorted(lines_shown(page)) == lines.index[lines["donor_id"] == "D2"].tolist()
    page.click("#clear")
    decide(page, 0, "approve")
    page.select_option("#by-state", "approve")
    assert len(lines_shown(page)) == 1
    page.select_option("#by-state", "none")
    assert len(lines_shown(page)) == len(lines) - 1


def test_beside_a_line_stands_what_is_needed_and_where(opened: Open, page_view: View) -> None:
    page = opened(language="en")
    lines, unmet = page_view.plan.allocations, page_view.plan.unmet
    line = lines.iloc[0]
    page.fill("#find-line", line["line_id"])
    picks(page).click()
    cell = unmet[
        (
            unmet[["place_id", "item_id", "age_group_id", "period_id"]]
            == line[["place_id", "item_id", "age_group_id", "period_id"]]
        ).all(axis=1)
    ].iloc[0]
    panel = page.locator("#panel")
    facts = dict(zip(panel.locator("dt").all_inner_texts(), panel.locator("dd").all_inner_texts(), strict=True))
    assert facts["Need, as assessed"].startswith(f"{cell['need']:g} ")
    assert facts["This line gives"].startswith(f"{line['quantity']:g} ")
    assert facts["Unmet"].startswith(f"{cell['unmet']:g} ")
    after = 100 * (cell["need"] - cell["unmet"]) / cell["need"]
    assert facts["Share of this need, before and after"] == f"0.0\u00a0% → {int(after * 10) / 10:.1f}\u00a0%"
    assert panel.locator("svg.locator use").count() == 2


def test_all_by_keyboard_alone(opened: Open, page_view: View) -> None:
    page = opened()
    page.focus("#find-line")
    page.keyboard.type("xa tay")
    while not page.evaluate("document.activeElement.matches('#lines button.pick')"):
        page.keyboard.press("Tab")
    first, second, third = lines_shown(page)[:3]
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("b")
    page.keyboard.press("b")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("đường hỏng")
    page.keyboard.press("Escape")
    assert page.evaluate("Number(document.activeElement.closest('tr').dataset.row)") == third
    ids = page_view.plan.allocations["line_id"].tolist()
    made = {each["line_id"]: (each["action"], each["quantity"], each["comment"]) for each in saved(page)["decisions"]}
    action, quantity, comment = made.pop(ids[third])
    assert action in ("lock", "cap", "floor") and (quantity, comment) == (3, "đường hỏng")
    assert made == {ids[first]: ("approve", None, "")} and ids[second] not in made


def test_the_file_is_as_agreed_and_comes_back_whole(opened: Open, file: Path, page_view: View) -> None:
    page = opened()
    page.fill("#role", "Phó Giám đốc Sở")
    decide(page, 0, "approve", comment='="HYPERLINK" </script> 😀')
    decide(page, 1, "lock")
    decide(page, 2, "cap", "1.234")
    decide(page, 3, "prefer")
    decide(page, 4, "ban", comment="dòng một\ndòng hai")
    page.select_option("#scope", "place_item")
    page.check("#do-floor")
    page.fill("#quantity", "7")
    first = saved(page)
    assert first["file"] == "decisions-thu-b-ke-hoach-b-so-1-nong-thi-ha.json"
    head = {key: first[key] for key in ("format", "version", "plan", "name", "reviewer", "role")}
    assert head == {
        "format": "allocator-decisions", "version": 1, "plan": plan_hash(file.parent),
        "name": "Thử <b>kế hoạch</b>: số 1", "reviewer": "Nông Thị Hà", "role": "Phó Giám đốc Sở",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", first["saved_at"])
    lines = page_view.plan.allocations.reset_index(drop=True)
    shown = lines_shown(page)
    by_line = {each["line_id"]: each for each in first["decisions"] if "line_id" in each}
    assert list(by_line) == [lines["line_id"][at] for at in shown[:5]]
    assert all(set(each) == {"line_id", "action", "quantity", "comment", "decided_on"} for each in by_line.values())
    assert [each["action"] for each in by_line.values()] == ["approve", "lock", "cap", "prefer", "ban"]
    assert [each["quantity"] for each in by_line.values()] == [None, lines["quantity"][shown[1]], 1234, None, None]
    pattern = dict(next(each for each in first["decisions"] if "line_id" not in each))
    line = lines.iloc[shown[4]]
    assert pattern.pop("decided_on") == first["saved_at"][:10]
    assert pattern == {
        "lot_id": "", "place_id": line["place_id"], "item_id": line["item_id"], "age_group_id": "", "period_id": "",
        "action": "floor", "quantity": 7, "comment": "",
    }  # fmt: skip
    other = opened(language="en")
    assert saved_again(other, first)["decisions"] == saved_again(page, None)["decisions"]


def saved_again(page: Page, opened_first: dict[str, Any] | None) -> dict[str, Any]:
    if opened_first is not None:
        assert "6 decisions opened" in open_file(page, opened_first)
        assert page.input_value("#reviewer") == "Nông Thị Hà" and page.input_value("#role") == "Phó Giám đốc Sở"
    return saved(page, "")


def test_decisions_survive_the_tab(opened: Open) -> None:
    page = opened()
    page.fill("#reviewer", "Hà")
    decide(page, 1, "cap", "5", "còn hàng trong kho")
    page.reload()
    assert page.input_value("#reviewer") == "Hà"
    assert "Mức trần 5" in page.locator("#lines tbody tr").nth(1).inner_text()
    page.close()
    again = page.context.new_page()
    again.goto(page.url)
    picks(again).nth(1).click()
    assert again.input_value("#comment") == "còn hàng trong kho" and again.input_value("#quantity") == "5"


def test_two_tabs_of_one_plan_say_the_same(opened: Open) -> None:
    page = opened()
    other = page.context.new_page()
    other.goto(page.url)
    decide(page, 0, "ban")
    other.wait_for_selector("#lines .badge.ban")


@pytest.mark.parametrize("save", [False, True])
def test_where_the_browser_keeps_nothing_it_warns_before_it_closes(opened: Open, save: bool) -> None:
    page = opened(before=REFUSING)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    decide(page, 0, "approve")
    assert page.locator("#kept.alarm").inner_text().startswith("Trình duyệt này không giữ lại gì")
    if save:
        saved(page)
    page.close(run_before_unload=True)
    page.wait_for_event("close") if not page.is_closed() else None
    assert asked == ([] if save else ["beforeunload"])


def test_files_of_other_plans_and_broken_files_change_nothing(opened: Open) -> None:
    page = opened(language="en")
    decide(page, 0, "ban")
    own = saved(page)
    for wrong, answer in (
        (own | {"plan": "f" * 64, "name": "<b>x</b>"}, "another plan"),
        (own | {"version": 2}, "newer version"),
        (own | {"format": "x"}, "does not hold decisions"),
        ("[1", "not a decisions file"),
        ("null", "does not hold decisions"),
    ):
        assert answer in open_file(page, wrong)
        assert saved(page)["decisions"] == own["decisions"]


def test_wrong_decisions_in_a_file_are_counted_and_left_out(opened: Open) -> None:
    page = opened(language="en")
    decide(page, 0, "cap", "3")
    own = saved(page)
    good = own["decisions"][0]
    pattern = dict.fromkeys(("lot_id", "place_id", "item_id", "age_group_id", "period_id"), "")
    wrong = [
        good | {"line_id": "A00000000000"}, good | {"action": "burn"}, good | {"quantity": -1},
        good | {"quantity": "3"}, pattern | {"action": "ban"}, pattern | {"action": "ban", "place_id": "999"}, 7, None,
    ]  # fmt: skip
    changed = good | {"quantity": 4, "comment": "mới"}
    said = open_file(page, own | {"decisions": [*wrong, changed]})
    assert "1 decisions opened" in said and "1 of them replaced yours" in said and "8 could not be read" in said
    assert saved(page)["decisions"] == [changed]
    open_file(page, own | {"decisions": [good]})
    page.click("#said button")
    assert saved(page)["decisions"] == [changed]


def test_what_is_not_complete_is_kept_but_not_in_the_file(opened: Open) -> None:
    page = opened(language="vi")
    decide(page, 0, "cap", "1.5")
    assert "1.234,5" in page.locator("#quantity-note").inner_text()
    decide(page, 1, "lock", "2,5")
    assert page.locator("#quantity-note").inner_text() == "Mặt hàng này chỉ cấp theo số nguyên."
    page.fill("#quantity", "25")
    assert "kiện 10 chiếc" in page.locator("#quantity-note").inner_text()
    picks(page).nth(2).click()
    page.fill("#comment", "sẽ hỏi lại xã")
    page.reload()
    page.select_option("#by-state", "open")
    assert len(lines_shown(page)) == 2
    picks(page).nth(0).click()
    assert page.input_value("#quantity") == "1.5"
    remark = saved(page)["decisions"]
    assert [(each["action"], each["quantity"], each["comment"]) for each in remark] == [("", None, "sẽ hỏi lại xã")]
    assert "2 quyết định chưa đầy đủ" in page.locator("#said").inner_text()
    page.fill("#quantity", "1.500")
    assert [each["quantity"] for each in saved(page)["decisions"]] == [1500, None]


def test_a_name_is_asked_for_before_saving(opened: Open) -> None:
    page = opened()
    decide(page, 0, "approve")
    page.click("#save")
    assert page.evaluate("document.activeElement.id") == "reviewer"
    assert "họ tên" in page.locator("#said").inner_text()


def test_a_wider_decision_shows_on_every_line_it_covers(opened: Open, page_view: View) -> None:
    page = opened()
    lines = page_view.plan.allocations.reset_index(drop=True)
    page.fill("#find-line", "L1 xa tay")
    picks(page).first.click()
    page.select_option("#scope", "lot")
    page.check("#do-ban")
    page.click("#clear")
    page.select_option("#by-state", "ban")
    assert sorted(lines_shown(page)) == lines.index[lines["lot_id"] == "L1"].tolist()
    page.locator("#decision-list summary").click()
    page.wait_for_selector("#decisions tbody tr")
    assert "L1" in page.locator("#decisions tbody").inner_text()
    page.locator("#decisions button.link").click()
    assert page.locator("#decisions tbody tr").count() == 0 and lines_shown(page) == []


def test_money_to_a_place_cannot_be_counted_in_one_unit(opened: Open) -> None:
    page = opened()
    page.fill("#find-line", "L2")
    picks(page).first.click()
    page.select_option("#scope", "lot_place")
    assert page.locator("#do-cap").is_disabled() and page.locator("#do-ban").is_enabled()
    page.select_option("#scope", "place_item")
    assert page.locator("#do-cap").is_enabled()


def test_many_lines_at_once_and_back(opened: Open) -> None:
    page = opened()
    decide(page, 0, "ban", comment="không")
    page.fill("#find-line", "xa tay")
    count = len(lines_shown(page))
    page.select_option("#bulk-action", "approve")
    page.click("#bulk")
    made = saved(page)["decisions"]
    assert [each["action"] for each in made].count("approve") >= count
    page.select_option("#bulk-action", "prefer")
    page.click("#bulk")
    page.click("#said button")
    assert saved(page)["decisions"] == made


def test_next_goes_on_to_what_is_not_decided(opened: Open) -> None:
    page = opened()
    shown = lines_shown(page)
    decide(page, 1, "approve")
    picks(page).nth(0).click()
    page.check("#do-approve")
    page.click("#panel button.main")
    assert page.evaluate("Number(document.querySelector('#lines tr.current').dataset.row)") == shown[2]


def test_on_a_phone_the_form_opens_over_the_lines_and_closes(opened: Open) -> None:
    page = opened(size="phone")
    assert not page.locator("#panel").is_visible()
    decide(page, 0, "approve")
    assert page.locator("#panel").is_visible()
    page.click("#panel .close")
    assert not page.locator("#panel").is_visible()
    assert "Duyệt" in page.locator("#lines tbody tr").first.inner_text()


def test_lines_of_a_place_and_of_a_donor_are_one_press_away(opened: Open, page_view: View) -> None:
    page = opened()
    lines = page_view.plan.allocations.reset_index(drop=True)
    page.fill("#find", "xa tay")
    page.locator("#units button.open").click()
    page.locator("#units tr.detail button.link").click()
    assert sorted(lines_shown(page)) == lines.index[lines["place_id"] == "005"].tolist()
    page.fill("#find-donor", "L2")
    page.locator("#donor-table button.open").click()
    page.locator("#donor-table tr.detail button.link").click()
    assert sorted(lines_shown(page)) == lines.index[lines["donor_id"] == "D2"].tolist()
