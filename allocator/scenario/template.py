"""The folder ``allocator new`` makes: a commented ``scenario.yaml`` and a workbook with a few example rows."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from allocator.language import current, tr
from allocator.scenario.template_workbook import write_workbook

WORKBOOK = "inputs.xlsx"


class NotEmpty(Exception):
    """The folder is there already and holds something."""


def write_template(folder: Path) -> list[Path]:
    """Write ``folder``, whole or not at all, in the current language; return its files.

    Raises
    ------
    NotEmpty
        if the folder holds anything.
    OSError
        if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        (beside / "scenario.yaml").write_text(settings(target.name), encoding="utf-8")
        write_workbook(beside / WORKBOOK)
        beside.chmod(0o755)
        if target.exists():
            target.rmdir()
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [folder / "scenario.yaml", folder / WORKBOOK]


def settings(name: str) -> str:
    """The text of ``scenario.yaml``, its comments in the current language."""
    title = name.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        "# " + tr("Settings of this scenario. Lines that start with # are comments."),
        f'name: "{title}"',
        f"language: {current()}  # " + tr("language of reports: vi or en"),
        f"numbers: {current()}  # " + tr("how numbers are written: vi 1.234,5 or en 1,234.5"),
        "currency: VND",
        f"workbook: {WORKBOOK}  # " + tr("the tables are its sheets; CSV files with the same names work too"),
        "# " + tr("The level of places whose coverage is compared, as written in the table of places:"),
        "unit_level: " + tr("commune"),
        "",
        "# " + tr("What matters, in order:"),
        "objectives:",
        "  - unmet  # " + tr("as little need as possible stays unmet, tier by tier"),
        "  - fairness: leximin  # " + tr("raise the worst-off first, then the next, to the end"),
        "  - duplication  # "
        + tr("no more than is needed, few givers for the same help in the same place, no repeats"),
        "  - cost  # " + tr("as the table links gives it"),
        "  # "
        + tr(
            "How much of a level later ones may use up, here one percent: {example}",
            example="{unmet: {tolerance: 0.01}}",
        ),
        "  # "
        + tr(
            "Other ways: {example}",
            example="fairness: proportional, {fairness: {floor: 0.4}}, {blend: {unmet: 1, cost: 0.5}}",
        ),
        "",
        "# " + tr("Limits on top of the donors' conditions, for the whole plan or part of it:"),
        "# rules:",
        "#   - {coverage_min: 0.3, level: "
        + tr("commune")
        + "}  # "
        + tr("at least 30 percent everywhere, as far as possible"),
        "#   - {share_min: 0.2, category: nutrition, of: cash}  # " + tr("at least a fifth of the money"),
        "",
        "# " + tr("To stay close to an earlier plan, name its folder; then change may be an objective:"),
        "# reference: " + tr("path of a plan folder"),
        "",
        "# " + tr("How long to search, and what proven gap is good enough:"),
        "# limits: {seconds: 60, gap: 0.001, threads: 2}",
        "",
        "# " + tr("To make the scenario a test, say what its plan must reach:"),
        "# expect:",
        "#   - coverage_min >= 0.35",
        "",
        *_authorities(),
        "# " + tr("To try a variant, make another folder whose scenario.yaml says:"),
        f'# extends: "../{title}"',
        "# overrides:",
        "#   - {table: lots, where: {donor_id: D01}, scale: {quantity: 0.5}}",
        "",
    ]
    return "\n".join(lines)


def _authorities() -> list[str]:
    """The part about who issues documents, as comments."""
    return [
        "# "
        + tr("Who issues and signs documents (allocator report), by level of places; what is left out is a blank:"),
        "# authorities:",
        "#   " + tr("province") + ":",
        "#     parent: " + tr("People's Committee of … province"),
        "#     body: " + tr("Department of …"),
        '#     number: "……/{kind}-{short}"',
        "#     title: " + tr("Director"),
        "",
    ]
