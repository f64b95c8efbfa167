"""``export``: a solved scenario as the plan folder that ``allocator run`` would write."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from allocator.analyse.scenario import Solved
from allocator.plan.folder import write
from allocator.report.page import write_page
from allocator.report.view import make_view
from allocator.report.workbook import write_workbook


def export(solved: Solved, folder: str | Path) -> None:
    """Write the plan folder that ``allocator run`` would write, workbook and report in it, whole or not at all.

    Gaps are explained first where they are not yet. Raises :class:`allocator.plan.staging.FolderError` where the
    folder cannot be written.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.verify(pathlib.Path(folder) / "plan").holds
    True
    """
    told = solved if len(solved.plan.causes) else solved.explain()
    view = make_view(told.plan, told.scenario.inputs)
    documents = {"plan.xlsx": partial(write_workbook, view), "report.html": partial(write_page, view)}
    write(told.plan, told.scenario.inputs, Path(folder), "allocator.export", documents)
