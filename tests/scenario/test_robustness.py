"""Whatever stands in the files, the answer is a scenario or a list of problems."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from small_scenario import TABLES

from allocator.language import speaking
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors

cell = st.one_of(
    st.sampled_from(
        [
            "",
            "01",
            "ao",
            "L1",
            "1.234",
            "1,5",
            "x",
            "goods",
            "cash",
            "T",
            "2020",
            "-1",
            "5E+08",
            "a;b",
            '"',
            "\n",
            "\x00",
            ";",
            "có",
        ]
    ),
    st.text(max_size=6),
)
header = st.sampled_from(
    [column for text in TABLES.values() for column in text.split("\n")[0].split(",")]
    + ["", "số lượng", "xã", "source", "row"]
)
yaml_text = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab:-[]{}&*!|>'\"#%@,\n\t 019.?~", max_size=60),
    st.lists(
        st.tuples(
            st.sampled_from(["name", "extends", "numbers", "objectives", "overrides", "expect", "limits", "workbook", "unit_level", "rules", "boundaries"]),
            st.sampled_from(["x", "[1, 2]", "{a: b}", "[{table: lots, set: {quantity: x}}]", "007", "", "[{table: [1]}]", "{seconds: .inf}", "2020-01-05",
                             "[{table: needs, where: {tier: [1, {a: 2}]}, scale: {quantity: .nan}}]", "[{table: lots, add: [{}]}]", "..", "a\\0b", '"\\0"']),
        ),
        max_size=4,
    ).map(lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)),
)  # fmt: skip


def loads_or_explains(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in {**{file: text.encode() for file, text in TABLES.items()}, **files}.items():
            (folder / file).write_bytes(data)
        try:
            findings = load(folder).findings
        except InputErrors as errors:
            findings = errors.problems
            assert findings[0].severity == "error"
        for language in ("vi", "en"):
            with speaking(language):
                assert all(each.message and each.hint for each in findings)


@settings(max_examples=60, deadline=None)
@given(yaml_text)
def test_any_settings(text: str) -> None:
    loads_or_explains({"scenario.yaml": text.encode("utf-8", "surrogatepass")})


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["places", "items", "lots", "needs", "ledger", "periods", "age_groups", "donors"]),
    st.lists(header, min_size=1, max_size=6),
    st.lists(st.lists(cell, max_size=7), max_size=5),
    st.sampled_from(",;\t"),
)
def test_any_table(table: str, headers: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(line) for line in [headers, *rows])
    loads_or_explains({f"{table}.csv": text.encode("utf-8", "surrogatepass")})


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["needs.csv", "lots.csv"]), st.integers(0, 60), st.binary(max_size=5))
def test_damaged_bytes(file: str, at: int, junk: bytes) -> None:
    data = TABLES[file].encode()
    loads_or_explains({file: data[:at] + junk + data[at:]})
