"""Several reviewers: agreement is one decision, disagreement is named and settled only by whoever has the last word."""

from __future__ import annotations

from reviewing import decide, edit, export, read


def two(plan, tmp_path, first, second, comments=("một", "hai")):
    line = next(iter(plan.quantity))
    paths = []
    for name, role, asked, comment in (
        ("Lan", "district", first, comments[0]),
        ("Minh", "province", second, comments[1]),
    ):
        path = export(plan, tmp_path / f"{name}.xlsx", name, role)
        paths.append(edit(path, lambda book, asked=asked, comment=comment: decide(book, line, *asked, comment=comment)))
    return line, paths


def test_agreeing_reviewers_are_named_together(plan, tmp_path):
    line, paths = two(plan, tmp_path, ("ban",), ("cấm",))
    (decision,) = read(plan, *paths).merged.decisions
    assert (decision.reviewer, decision.role, decision.comment) == ("Lan; Minh", "district; province", "một; hai")
    assert decision.target.line_id == line


def test_disagreement_is_open_until_somebody_has_the_last_word(plan, tmp_path):
    _, paths = two(plan, tmp_path, ("ban",), ("lock",))
    merged = read(plan, *paths).merged
    (found,) = merged.open
    assert [(each.reviewer, each.action, each.source.file) for each in found.decisions] == [
        ("Lan", "ban", "Lan.xlsx"), ("Minh", "lock", "Minh.xlsx"),
    ]  # fmt: skip
    assert merged.decisions == ()
    settled = read(plan, *paths, last_word=("province",)).merged
    assert not settled.open
    assert [(each.action, each.comment) for each in settled.decisions] == [("lock", "hai; Lan: một")]


def test_a_ban_on_many_lines_disagrees_with_a_wish_inside_it(plan, tmp_path):
    line = plan.lines.index[0]
    lot = str(plan.lines.loc[line, "lot_id"])
    path = export(plan, tmp_path / "a.xlsx")

    def change(book):
        decide(book, line, "lock")
        book.worksheets[2].cell(2, 1, "ban")
        book.worksheets[2].cell(2, 2, lot)

    merged = read(plan, edit(path, change)).merged
    assert [{each.action for each in found.decisions} for found in merged.open] == [{"ban", "lock"}]
