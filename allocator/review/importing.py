"""From files that came back to the decisions they hold: everything wrong at once, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from allocator.review.candidate import judge, named_by
from allocator.review.decision import Decision, Remark
from allocator.review.decision_file import read_decisions
from allocator.review.merge import Merged, merge
from allocator.review.reviewed import ReviewedPlan
from allocator.review.workbook import Read, read_workbook
from allocator.tables.problems import InputProblem

BOOKS = (".xlsx", ".xlsm", ".ods")
SHORT = 12
"""Signs of a hash that people are shown."""


@dataclass(frozen=True)
class Imported:
    """What the files hold: every decision as it was written, what they come to together, and what is wrong."""

    decisions: tuple[Decision, ...]
    remarks: tuple[Remark, ...]
    merged: Merged
    problems: tuple[InputProblem, ...]
    reviewers: tuple[str, ...]

    @property
    def errors(self) -> tuple[InputProblem, ...]:
        """What keeps something from being used."""
        return tuple(each for each in self.problems if each.severity == "error")


def import_files(plan: ReviewedPlan, files: Sequence[Path], last_word: Sequence[str] = ()) -> Imported:
    """Read workbooks and decisions files about ``plan``. Nothing is raised: what is wrong is in ``problems``."""
    decisions: list[Decision] = []
    remarks: list[Remark] = []
    problems: list[InputProblem] = []
    reviewers: list[str] = []
    for file, name in zip(files, _names(files), strict=True):
        read = _read(file, name)
        problems += read.problems
        if not read.plans and any(each.severity == "error" for each in read.problems):
            continue
        strange = _strange(read, name, plan)
        if strange:
            problems.append(strange)
            continue
        reviewer = read.reviewer or file.stem
        if not read.reviewer and any(not each.reviewer for each in read.candidates):
            problems.append(InputProblem("review-nobody", name))
        reviewers.append(reviewer)
        for candidate in read.candidates:
            found, wrong = judge(named_by(candidate, reviewer, read.role), plan)
            problems += wrong
            if isinstance(found, Decision):
                decisions.append(found)
            elif found:
                remarks.append(found)
    merged = merge(decisions, plan, last_word)
    return Imported(tuple(decisions), tuple(remarks), merged, tuple(problems), tuple(dict.fromkeys(reviewers)))


def _names(files: Sequence[Path]) -> list[str]:
    """The names of the files; where two are called alike, their whole paths."""
    short = [file.name for file in files]
    return [str(file) if short.count(file.name) > 1 else file.name for file in files]


def _read(file: Path, name: str) -> Read:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return Read(problems=[InputProblem("file-missing", name, found=name)])
    except OSError as error:
        return Read(problems=[InputProblem("file-unreadable", name, values={"reason": error.strerror or str(error)})])
    if file.suffix.lower() in BOOKS:
        return read_workbook(data, name)
    if file.suffix.lower() == ".json":
        return read_decisions(data, name)
    return Read(problems=[InputProblem("review-kind", name)])


def _strange(read: Read, name: str, plan: ReviewedPlan) -> InputProblem | None:
    """Why the decisions cannot be about ``plan``."""
    if read.plans == {plan.hash}:
        return None
    if not read.plans:
        return InputProblem("review-no-plan", name)
    shown = ", ".join(sorted(each[:SHORT] for each in read.plans))
    if len(read.plans) > 1:
        return InputProblem("review-mixed", name, found=shown)
    return InputProblem("review-foreign", name, found=shown, values={"plan": plan.hash[:SHORT]})
