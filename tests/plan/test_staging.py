"""A plan folder is the old one or the new one, whatever happens while it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_plan import contents

from allocator.plan.staging import MARK, FolderError, FolderRefused, filled, staged, tidy


def make(folder: Path, text: str) -> None:
    (folder / "inputs").mkdir(parents=True)
    (folder / MARK).write_text("{}")
    (folder / "inputs" / "x.csv").write_text(text)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "plan"
    make(folder, "old")
    return folder


def replace(out: Path) -> None:
    with staged(out) as temporary:
        make(temporary / "sub", "new")
        (temporary / MARK).write_text("{}")


def alone(out: Path) -> bool:
    return [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_new_plan_takes_the_place_of_the_old(old: Path) -> None:
    replace(old)
    assert set(contents(old)) == {MARK, f"sub/{MARK}", "sub/inputs/x.csv"} and alone(old)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_block_that_fails_leaves_the_old_plan(old: Path, error: type[BaseException]) -> None:
    before = contents(old)
    with pytest.raises(error), staged(old) as temporary:
        (temporary / "half").write_text("half")
        raise error
    assert contents(old) == before and alone(old)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(5, "disk"), PermissionError(13, "open in Excel")])
@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("after", [False, True])
def test_a_failure_at_any_rename_leaves_one_whole_plan(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: int, after: bool, error: BaseException
) -> None:
    before = contents(old)
    rename, calls = Path.replace, []

    def broken(self: Path, target: Path) -> Path:
        calls.append(self)
        at = len(calls) - 1
        if at == step and not after:
            raise error
        moved = rename(self, target)
        if at == step:
            raise error
        return moved

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises((FolderError, KeyboardInterrupt)):
        replace(old)
    is_new = step == 1 and after
    assert (f"sub/{MARK}" in contents(old)) if is_new else (contents(old) == before)
    monkeypatch.undo()
    tidy(old)
    assert not list(old.parent.glob(".plan.tmp-*"))


def test_a_file_open_in_excel_is_said_so(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FolderError, match="Excel"):
        replace(old)


def test_other_folders_and_files_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep")
    (tmp_path / "file").write_text("keep")
    for target in (folder, tmp_path / "file"):
        with pytest.raises(FolderRefused):
            replace(target)
    assert contents(tmp_path) == {"papers/letter.txt": b"keep", "file": b"keep"}


def test_an_empty_folder_and_missing_parents_are_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "empty", tmp_path / "a" / "b"):
        replace(target)
        assert (target / MARK).exists()


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def left(kind: str) -> Callable[[Path, int], Path]:
    return lambda out, process: out.parent / f".{out.name}.{kind}-{process}"


def test_what_dead_runs_left_is_cleaned_and_live_runs_are_not_disturbed(old: Path) -> None:
    before, dead = contents(old), dead_process()
    for process in (dead, os.getppid()):
        make(left("tmp")(old, process), "half")
    make(left("old")(old, dead), "older")
    tidy(old)
    assert contents(old) == before
    assert [path.name for path in sorted(old.parent.iterdir())] == [f".plan.tmp-{os.getppid()}", "plan"]


def test_a_plan_moved_aside_by_a_killed_run_comes_back(old: Path) -> None:
    before = contents(old)
    old.rename(left("old")(old, dead_process()))
    tidy(old)
    assert contents(old) == before and alone(old)


def test_files_are_added_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with filled(tmp_path) as (beside, files):
        (beside / "sub").mkdir()
        (beside / "sub" / "new.txt").write_text("new")
    assert contents(tmp_path) == {"mine.txt": b"mine", "sub/new.txt": b"new"}
    assert files == [tmp_path / "sub" / "new.txt"]


def test_no_file_is_added_where_one_fails(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="disk"), filled(tmp_path / "out") as (beside, _):
        (beside / "half.txt").write_text("half")
        raise OSError(5, "disk")
    assert contents(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FolderRefused, match="is a file, not a folder"), filled(tmp_path / "out"):
        pass


def test_folders_of_another_kind_have_their_own_mark(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "review.json").write_text("{}")
    with staged(tmp_path / "out", "review.json") as temporary:
        (temporary / "review.json").write_text("new")
    assert contents(tmp_path) == {"out/review.json": b"new"}
    with pytest.raises(FolderRefused), staged(tmp_path / "out"):
        pass
