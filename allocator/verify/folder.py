"""``verify_folder``: check a plan folder from nothing but the folder itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from allocator.language import tr
from allocator.verify import agreement, approvals, causes, certificate, hashes, objectives
from allocator.verify.check import Verification, judge
from allocator.verify.facts import gather
from allocator.verify.identity import CELL
from allocator.verify.lines import IDS, NUMBERS, look_up
from allocator.verify.reach import pools
from allocator.verify.reading import NO_FOLDER, NO_INPUTS, PlanFolderError, Reader
from allocator.verify.violation import Violation


@dataclass(frozen=True)
class FolderVerification:
    """What a plan folder is worth: its plan against its inputs, and its other files against the plan."""

    plan: Verification
    files: tuple[Violation, ...]
    """What is wrong with the files beside ``plan.csv``: edited, missing, or not in agreement with the plan."""

    confirmed: tuple[str, ...] = ()
    """Objectives whose bound is proved by the tables alone, without the solver that found it."""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything found, the plan first."""
        return self.plan.violations + self.files

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not any(violation.severity == "error" for violation in self.violations)


def verify_folder(plan_dir: str | Path) -> FolderVerification:
    """Check the plan in ``plan_dir`` against the inputs kept there, and the files beside it against both.

    Everything is computed again by code that shares nothing with the engine that made the plan.

    Raises
    ------
    PlanFolderError
        where the folder cannot be judged: it or one of its files is missing, unreadable or malformed.

    Examples
    --------
    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.verify(pathlib.Path(folder) / "plan").holds
    True
    """
    # Reading scenarios pulls in the YAML and Excel readers, which `verify` alone does without.
    from allocator.scenario.load import load
    from allocator.tables.problems import InputErrors

    folder = Path(plan_dir)
    if not folder.is_dir():
        raise PlanFolderError([tr(NO_FOLDER, path=folder)])
    reader = Reader(folder)
    plan = reader.table("plan.csv", (*IDS, "lot_item_id"), (*NUMBERS, "lot_quantity"))
    unmet = reader.table("unmet.csv", CELL, agreement.UNMET)
    coverage = reader.table("coverage.csv", ["unit"], [*agreement.COVERAGE, *certificate.SHARES])
    used = reader.table("lots.csv", ["lot_id"], agreement.LOTS)
    cuts = reader.table("certificate.csv", ["units"], ["level", "coverage", "available_value", "target_value"])
    why = causes.read(reader)
    summary, provenance = reader.document("summary.json"), reader.document(hashes.PROVENANCE)
    if reader.problems:
        raise PlanFolderError(reader.problems)
    try:
        inputs = load(folder / hashes.INPUTS)
    except InputErrors as error:
        reasons = [(p.source, p.message) for p in error.problems if p.severity == "error"]
        raise PlanFolderError([tr(NO_INPUTS, file=source, reason=why) for source, why in reasons]) from error
    facts = gather(inputs.tables, inputs.config.unit_level, inputs.config)
    lines = look_up(facts, plan)
    right = judge(facts, inputs.tables, lines)
    lots = pools(facts)
    rank = certificate.ranks(cuts, facts, right.coverage)
    asked = objectives.levels(facts, inputs.config, right, lots, rank)
    files = [
        *hashes.check(folder, provenance),
        *approvals.check(folder, inputs.config.approval),
        *agreement.check_unmet(unmet, right),
        *agreement.check_coverage(coverage, right),
        *agreement.check_lots(used, right),
        *causes.check(why, right),
        *agreement.check_measures(summary, right.measures, objectives.forced(summary, right.measures)),
        *objectives.check(summary, asked, right),
    ]
    if len(cuts):
        files += certificate.check(cuts, facts, lines, right, lots, coverage)
    return FolderVerification(right, tuple(files), objectives.confirmed(summary, asked))
