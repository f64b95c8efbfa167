"""``rules:`` of ``scenario.yaml``: floors and ceilings of coverage, shares and spending."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from allocator.scenario.config import RULE_KINDS, Rule, ScenarioModel
from allocator.scenario.document import Document, Path
from allocator.tables.headers import nearest
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables

SCOPES = {
    "category": ("items", "category"),
    "item": ("items", "item_id"),
    "age_group": ("age_groups", "age_group_id"),
    "period": ("periods", "period_id"),
    "place": ("places", "place_id"),
    "tier": ("needs", "tier"),
}
"""What a rule may be limited to, and the table and column that hold its codes."""
GIVERS = ("cash", "goods", "service", "all")
KEYS = (*RULE_KINDS, *SCOPES, "level", "of")


def rules(document: Document, model: ScenarioModel) -> tuple[tuple[Rule, ...], list[InputProblem]]:
    """The rules as written, and everything wrong with their form."""
    found: list[Rule] = []
    problems: list[InputProblem] = []
    for index, written in enumerate(model.rules):
        wrong = _faults(document, ("rules", index), written)
        problems += wrong
        if not wrong:
            kind = next(kind for kind in RULE_KINDS if kind in written)
            scope = tuple((key, _codes(written[key])) for key in SCOPES if key in written)
            text = ", ".join(f"{key}: {_shown(value)}" for key, value in written.items())
            level = str(written["level"]) if "level" in written else None
            found.append(Rule(kind, float(written[kind]), text, level, str(written.get("of", "all")), scope, index))
    return tuple(found), problems


def _faults(document: Document, path: Path, written: dict[str, Any]) -> list[InputProblem]:
    problems = []
    for key in written:
        if key not in KEYS:
            near = nearest(str(key), list(KEYS))
            code = "setting-unknown-near" if near else "setting-unknown"
            problems.append(document.problem(code, (*path, key), key, near=near, names=", ".join(KEYS)))
    kinds = [kind for kind in RULE_KINDS if kind in written]
    if len(kinds) != 1:
        return [*problems, document.problem("rule-kind", path, ", ".join(kinds) or None, choices=", ".join(RULE_KINDS))]
    kind, amount = kinds[0], written[kinds[0]]
    number = not isinstance(amount, bool) and isinstance(amount, int | float) and math.isfinite(amount) and amount >= 0
    if not number or (not kind.startswith("spend") and amount > 1):
        problems.append(document.problem("rule-amount", (*path, kind), str(amount)))
    if written.get("of", "all") not in GIVERS:
        problems.append(
            document.problem("setting-choice", (*path, "of"), str(written["of"]), choices=", ".join(GIVERS))
        )
    coverage = kind.startswith("coverage")
    odd = "of" if coverage and "of" in written else "level" if not coverage and "level" in written else ""
    if odd:
        problems.append(document.problem("rule-key", (*path, odd), odd, kind=kind))
    problems += [
        document.problem("rule-scope-blank", (*path, key)) for key in SCOPES if written.get(key, "") in (None, [])
    ]
    if kind.startswith("share") and not set(written) & set(SCOPES):
        problems.append(document.problem("rule-no-scope", path, kind, names=", ".join(SCOPES)))
    return problems


def unknown_codes(document: Document, found: tuple[Rule, ...], tables: Tables) -> list[InputProblem]:
    """Codes and levels in the rules that the tables do not have."""
    problems = []
    for rule in found:
        asked = [(key, *SCOPES[key], codes) for key, codes in rule.scope]
        if rule.level is not None:
            asked.append(("level", "places", "level", (rule.level,)))
        for key, table, column, codes in asked:
            frame: pd.DataFrame = getattr(tables, table)
            known = sorted({_plain(value) for value in frame[column].unique()} - {""})
            for code in codes:
                if code not in known:
                    near = nearest(code, known)
                    kind = "rule-code-near" if near else "rule-code"
                    values = {"table": table, "near": near, "choices": ", ".join(known[:12])}
                    problems.append(document.problem(kind, ("rules", rule.index, key), code, **values))
    return problems


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(_plain(each) for each in (value if isinstance(value, list) else [value]))


def _plain(value: object) -> str:
    """A code as text; numbers without a needless decimal."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(getattr(value, "text", value))


def _shown(value: Any) -> str:
    return "[" + ", ".join(_codes(value)) + "]" if isinstance(value, list) else _plain(value)
