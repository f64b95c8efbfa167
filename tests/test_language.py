"""Every text a person sees exists in Vietnamese, with the same places to fill."""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import allocator
from allocator.language import catalogue as read_catalogue
from allocator.language import number, percent, preferred, speaking, tr

PACKAGE = Path(allocator.__file__).parent


def texts() -> dict[str, str]:
    """Every message marked with ``tr`` or ``N_``, and where."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "N_"):
                message = node.args[0]
                if isinstance(message, ast.Constant) and isinstance(message.value, str):
                    found[message.value] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def catalogue() -> dict[str, str]:
    merged = {}
    for path in sorted((PACKAGE / "locale" / "vi").glob("*.po")):
        with path.open("rb") as file:
            merged.update({message.id: message.string for message in read_po(file) if message.id})
    return merged


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_texts_to_check():
    assert len(texts()) > 200


def test_every_text_is_translated():
    translated = catalogue()
    assert [f"{where}: {message}" for message, where in texts().items() if not translated.get(message)] == []


def test_catalogues_are_read_as_gettext_reads_them():
    assert read_catalogue("vi") == {message: text for message, text in catalogue().items() if text}
    assert read_catalogue("en") == {}


def test_no_text_is_translated_twice():
    files = [path.read_text(encoding="utf-8") for path in (PACKAGE / "locale" / "vi").glob("*.po")]
    assert sum(text.count("\nmsgid ") for text in files) == len(catalogue())


def test_translations_fill_the_same_places():
    differing = [message for message, text in catalogue().items() if fields(message) != fields(text)]
    assert differing == []


def test_no_translation_is_left_over():
    shown = set(texts()) | {"Show this message and exit."}  # click's own help option
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in (".py", ".j2")
    )
    assert [message for message in catalogue() if message not in shown and message not in sources] == []


def test_numbers_and_shares_in_both_languages():
    assert (number(1234567.5, 1), percent(0.9999)) == ("1,234,567.5", "99 %")
    with speaking("vi"):
        assert (number(1234567.5, 1), percent(0.125, 1)) == ("1.234.567,5", "12,5%")
    assert number(-0.001) == "0"


def test_language_of_a_block_ends_with_it():
    with speaking("vi"):
        assert tr("places") == "địa bàn"
    assert tr("places") == "places"


def test_language_follows_windows_where_no_variable_tells(monkeypatch):
    for name in ("ALLOCATOR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: ("Vietnamese_Vietnam", "1258"))
    assert preferred() == "vi"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({"ALLOCATOR_LANGUAGE": "vi"}, "vi"), ({"LANG": "vi_VN.UTF-8"}, "vi"), ({"LANG": "C.UTF-8"}, "en")],
)
def test_language_follows_the_machine(monkeypatch, variables, expected):
    for name in ("ALLOCATOR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert preferred() == expected
