"""``allocator report``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from command_line import run
from plan_folders import plan_folder
from reading_back import tables, text_of


def made(capsys: pytest.CaptureFixture[str], plan: Path, out: Path, *more: str) -> list[str]:
    """The files a report makes, by name."""
    code, said, err = run(capsys, "report", str(plan), "--out", str(out), "--language", "en", "--json", *more)
    assert code == 0, err
    return [Path(each).relative_to(out).as_posix() for each in json.loads(said)["files"]]


def test_everything_in_both_formats(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["annual-report", "delivery-notes", "donors-for-recognition", "letters-to-donors", "plan-for-signature"]
    names.append("public-notices")
    files = made(capsys, first_steps, tmp_path)
    assert files == sorted([f"{name}.{kind}" for name in names for kind in ("docx", "pdf")] + ["plan.xlsx"])


def test_next_to_the_plan_if_nothing_is_said(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = shutil.copytree(first_steps, tmp_path / "plan")
    assert run(capsys, "report", str(plan), "--form", "recognition", "--format", "docx")[0] == 0
    assert [path.name for path in plan.with_name("plan-documents").iterdir()] == ["danh-sach-ghi-nhan.docx"]
    assert run(capsys, "verify", str(plan))[0] == 0


def test_only_a_place(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = made(capsys, first_steps, tmp_path, "--place", "Huyện An", "--format", "docx")
    assert files == ["annual-report.docx", "delivery-notes.docx", "public-notices.docx"]
    text = text_of(tmp_path / "public-notices.docx")
    assert "Xã An Sơn" in text and "Xã Biên Sơn" not in text
    assert "Huyện Biên" not in text_of(tmp_path / "annual-report.docx")


def test_only_a_donor_and_a_period(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(capsys, first_steps, tmp_path / "a", "--donor", "D01", "--form", "letter", "--format", "docx")
    text = text_of(tmp_path / "a" / "letters-to-donors.docx")
    assert "Công ty may" in text and "Nhóm áo ấm" not in text
    assert made(capsys, first_steps, tmp_path / "b", "--period", "HK1", "--format", "docx") == ["delivery-notes.docx"]
    assert "Học kỳ 2" not in text_of(tmp_path / "b" / "delivery-notes.docx")


def test_a_file_each(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = made(capsys, first_steps, tmp_path, "--form", "notice", "--split", "--format", "docx")
    assert len(files) == 6 and files[0] == "public-notices/MH-A1-Xa-An-Son-minh-hoa-Huyen-An-minh-hoa.docx"
    assert "Xã An Sơn" in text_of(tmp_path / files[0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--form", "letter", "--place", "MH-A"], "--place has no say in the form letter"),
        (["--form", "plan", "--per", "donor"], "add --form workbook"),
        (["--place", "Huyện Không"], "nothing is called Huyện Không"),
        (["--form", "poster"], "--form must be one of"),
    ],
)
def test_wrong_usage(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, _, err = run(capsys, "report", str(first_steps), "--out", str(tmp_path), "--language", "en", *arguments)
    assert code == 2 and said in err and not list(tmp_path.iterdir())


def test_a_plan_that_was_changed_is_not_put_on_paper(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = shutil.copytree(first_steps, tmp_path / "plan")
    lines = (plan / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    (plan / "plan.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    code, _, err = run(capsys, "report", str(plan), "--out", str(tmp_path / "out"), "--language", "en")
    assert code == 3 and "no document is made" in err and not (tmp_path / "out").exists()


def test_what_is_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "report", str(tmp_path), "--language", "en")
    assert code == 1 and "summary.json is missing" in err


def test_own_templates(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "mẫu"
    code, out, _ = run(capsys, "report", "--copy-templates", str(own), "--language", "vi")
    assert code == 0 and len(out.splitlines()) > 6 and len(list(own.glob("*.vi.docx"))) == 6
    template = docx.Document(str(own / "recognition.vi.docx"))
    title = next(paragraph for paragraph in template.paragraphs if paragraph.text == "DANH SÁCH")
    title.runs[0].text = "BẢNG VÀNG {{ d.donors }}"
    template.save(str(own / "recognition.vi.docx"))
    arguments = ["report", str(first_steps), "--form", "recognition", "--templates", str(own), "--out", str(tmp_path)]
    assert run(capsys, *arguments, "--language", "vi")[0] == 0
    for kind in ("docx", "pdf"):
        assert "BẢNG VÀNG 14" in " ".join(text_of(tmp_path / f"danh-sach-ghi-nhan.{kind}").split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ d.donor_count }}", "has no attribute 'donor_count'"),
        ("{{ d.donors", "cannot be filled"),
        ("{{ ().__class__.__base__.__subclasses__() }}", "unsafe"),
    ],
)
def test_templates_with_mistakes(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    run(capsys, "report", "--copy-templates", str(tmp_path), "--language", "en")
    template = docx.Document(str(tmp_path / "recognition.en.docx"))
    next(paragraph for paragraph in template.paragraphs if paragraph.text == "LIST").runs[0].text = text
    template.save(str(tmp_path / "recognition.en.docx"))
    arguments = ["--form", "recognition", "--templates", str(tmp_path), "--out", str(tmp_path / "out")]
    code, _, err = run(capsys, "report", str(first_steps), "--language", "en", *arguments)
    assert code == 1 and said in err and "recognition.en.docx" in err and "Traceback" not in err
    assert not list((tmp_path / "out").iterdir())


def test_templates_that_are_not_there(first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.en.docx").write_bytes(b"not a document")
    arguments = ["report", str(first_steps), "--language", "en", "--form", "plan", "--templates"]
    code, _, err = run(capsys, *arguments, str(tmp_path), "--out", str(tmp_path / "out"))
    assert code == 1 and "cannot be filled" in err
    code, _, err = run(capsys, *arguments, str(tmp_path / "none"), "--out", str(tmp_path / "out"))
    assert code == 1 and "there is no folder" in err


def test_libraries_that_are_missing(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allocator.report.documents.libraries.find_spec", lambda name: None)
    code, _, err = run(capsys, "report", str(first_steps), "--out", str(tmp_path), "--language", "en")
    assert code == 1 and 'pip install "allocator[documents]"' in err
    assert made(capsys, first_steps, tmp_path, "--form", "workbook") == ["plan.xlsx"]


@pytest.mark.parametrize(("per", "sheets"), [("district", 2), ("donor", 3)])
def test_a_sheet_each(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], per: str, sheets: int
) -> None:
    made(capsys, first_steps, tmp_path, "--form", "workbook", "--per", per)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    common = ["Summary", "Plan", "Unmet", "Causes", "Coverage", "Donors", "Gifts"]
    own = [sheet for sheet in book.worksheets if sheet.title not in common]
    assert len(own) >= sheets
    lines = sum(sheet.max_row - 1 for sheet in own)
    assert lines == book["Plan"].max_row - 1


def test_a_plan_without_districts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_folder(flat_scenario(tmp_path / "scenario"), tmp_path / "plan")
    code, _, err = run(capsys, "report", str(plan), "--form", "workbook", "--per", "district", "--language", "en")
    assert code == 2 and "no level between" in err
    made(capsys, plan, tmp_path / "out", "--form", "annual", "--format", "docx")
    assert len([rows for rows in tables(tmp_path / "out" / "annual-report.docx") if len(rows[0]) == 7]) == 3


def flat_scenario(folder: Path) -> Path:
    """Two communes right below the province, with an authority of their own epoch."""
    folder.mkdir()
    (folder / "scenario.yaml").write_text(
        "name: Hai cấp\nunit_level: commune\nauthorities:\n  province:\n    body: Sở Y tế\n    short: SYT\n"
        "    parent: Ủy ban nhân dân tỉnh Thử\n    title: Giám đốc\n    place: '{name}'\n",
        encoding="utf-8",
    )
    for name, text in {
        "places": "place_id,name,level,parent_id\nT,Tỉnh Thử,province,\n1,Xã Một,commune,T\n2,Xã Hai,commune,T\n",
        "items": "item_id,category,name,unit,value\nao,warmth,Áo,chiếc,200000\n",
        "lots": "lot_id,donor_id,kind,quantity,item_id\nL1,D1,goods,15,ao\n",
        "needs": "place_id,item_id,quantity\n1,ao,10\n2,ao,10\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_letterheads_come_from_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_folder(flat_scenario(tmp_path / "scenario"), tmp_path / "plan")
    out = tmp_path / "out"
    assert run(capsys, "report", str(plan), "--form", "plan", "--out", str(out), "--language", "vi")[0] == 0
    head = tables(out / "ke-hoach-trinh-ky.docx")[0][0]
    assert "ỦY BAN NHÂN DÂN TỈNH THỬ" in head[0] and "SỞ Y TẾ" in head[0] and "Số: ……/KH-SYT" in head[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head[1] and "Tỉnh Thử, ngày ……" in head[1]
    text = text_of(out / "ke-hoach-trinh-ky.docx")
    assert "Sở Y tế ban hành kế hoạch" in text and "GIÁM ĐỐC" in text and "……………………;" in text
