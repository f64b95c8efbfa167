"""The folder of ``allocator new`` can be used as it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from allocator.language import LANGUAGES, speaking
from allocator.scenario.load import load
from allocator.scenario.template import NotEmpty, write_template


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_loads_without_a_finding(tmp_path: Path, language: str) -> None:
    with speaking(language):
        write_template(tmp_path / "mới")
    inputs = load(tmp_path / "mới")
    assert not inputs.findings
    assert inputs.tables.places["place_id"].tolist() == ["T1", "01", "02"]
    assert len(inputs.tables.needs) == 3 and len(inputs.tables.ledger) == 1
    assert (inputs.config.name, inputs.config.language, inputs.config.numbers) == ("mới", language, language)


def test_sheets_help_to_fill_in(tmp_path: Path) -> None:
    with speaking("vi"):
        write_template(tmp_path / "new")
    book = openpyxl.load_workbook(tmp_path / "new" / "inputs.xlsx")
    assert book.sheetnames[0] == "Hướng dẫn"
    sheet = book["nguồn lực"]
    assert sheet.freeze_panes == "B2" and sheet["A1"].comment is not None and sheet["A2"].number_format == "@"
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert '"hàng,tiền,dịch vụ"' in lists and "'nhà tài trợ'!$A$2:$A$20000" in lists


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(NotEmpty):
        write_template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
