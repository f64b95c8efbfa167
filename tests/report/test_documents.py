"""Documents read back: every number is verify's own, and nothing that people type can do harm or vanish."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from command_line import run, succeed
from plan_folders import ARABIC, LONG, PLACE, hostile_folder
from reading_back import (
    Truth,
    check_annual,
    check_delivery,
    check_letters,
    check_notices,
    check_plan,
    check_recognition,
    check_same_numbers,
    text_of,
)

from allocator.language import speaking
from allocator.report.documents.blocks import read_blocks
from allocator.report.documents.forms import FILES, FORMS

NAMES = {
    "vi": {
        "plan": "ke-hoach-trinh-ky",
        "notice": "thong-bao-cong-khai",
        "letter": "thu-gui-nha-tai-tro",
        "annual": "bao-cao-nam",
        "recognition": "danh-sach-ghi-nhan",
        "delivery": "bien-ban-giao-nhan",
    },
    "en": dict(FILES),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_folder(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def made(first_steps: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Path]]:
    """The documents in a language by their form, made once."""

    @functools.cache
    def make(language: str) -> dict[str, Path]:
        out = tmp_path_factory.mktemp("văn bản")
        succeed("report", str(first_steps), "--out", str(out), "--language", language)
        return {form: out / f"{name}.docx" for form, name in NAMES[language].items()}

    return make


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_number_is_the_one_verify_recomputes(
    first_steps: Path, made: Callable[[str], dict[str, Path]], language: str
) -> None:
    truth, documents = Truth(first_steps), made(language)
    with speaking(language):
        check_plan(truth, documents["plan"])
        check_notices(truth, documents["notice"])
        check_letters(truth, documents["letter"])
        check_annual(truth, documents["annual"], 1, 1e6)
        check_recognition(truth, documents["recognition"])
        check_delivery(truth, [documents["delivery"]])
    for path in documents.values():
        check_same_numbers(path)


def test_fonts_are_embedded_and_headers_repeat(made: Callable[[str], dict[str, Path]]) -> None:
    for path in made("vi").values():
        for page in pypdf.PdfReader(path.with_suffix(".pdf")).pages:
            for font in page["/Resources"]["/Font"].values():
                assert "/FontFile" in str(font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"])
        for table in docx.Document(str(path)).tables:
            rows = table._tbl.tr_lst
            assert all(row.trPr is not None and row.trPr.xpath("./w:cantSplit") for row in rows)
            assert len(rows) == 1 or rows[0].trPr.xpath("./w:tblHeader")


def test_nothing_is_carried_over_into_the_pdf_by_chance(made: Callable[[str], dict[str, Path]]) -> None:
    for path in made("vi").values():
        found = read_blocks(docx.Document(str(path)))
        assert not found.left_out and found.sections


def test_hostile_names_are_harmless_and_legible(
    hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "report", str(hostile), "--out", str(tmp_path), "--language", "vi", "--per", "donor")
    assert code == 0 and not err
    name = NAMES["vi"]["letter"]
    written, printed = text_of(tmp_path / f"{name}.docx"), text_of(tmp_path / f"{name}.pdf")
    for text in (written, printed):
        flat = " ".join(text.split())
        assert LONG.strip() in flat and "=cmd|' /C calc'!A0" in flat and "[U+202E]" in flat and "\u202e" not in flat
    assert ARABIC in written and "😀" in written and "中国朋友" in written
    # A letter that no font has is shown by its number; whatever a font has is printed as it is.
    for sign in ("😀", "م", "中"):
        assert sign in printed or f"[U+{ord(sign):04X}]" in printed
    notices = [text_of(tmp_path / f"{NAMES['vi']['notice']}.{kind}") for kind in ("docx", "pdf")]
    assert all(PLACE in " ".join(text.split()) for text in notices)
    for path in tmp_path.glob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            assert b"<script>" not in archive.read("word/document.xml")


def test_the_same_plan_gives_the_same_files(
    first_steps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        assert run(capsys, "report", str(first_steps), "--form", "annual", "--out", str(tmp_path / name))[0] == 0
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 2
    for name in files:
        one, two = ((tmp_path / folder / name) for folder in ("one", "two"))
        assert text_of(one) == text_of(two)
    pdfs = [(tmp_path / folder / files[1]).read_bytes() for folder in ("one", "two")]
    assert pdfs[0] == pdfs[1]


def test_every_form_has_a_file_name_in_both_languages() -> None:
    assert list(NAMES["vi"]) == list(FORMS) == list(FILES)
