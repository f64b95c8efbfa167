"""The JSON Schema of what ``objectives:`` and ``rules:`` may hold, for editors that check while one types."""

from __future__ import annotations

from typing import Any

from allocator.scenario.config import LEVELS, RULE_KINDS
from allocator.scenario.objectives import FAIRNESS, PARTS
from allocator.scenario.rules import GIVERS, SCOPES

Schema = dict[str, Any]

SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
FLOOR: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
AMOUNT: Schema = {"type": "number", "minimum": 0}
CODE: Schema = {"type": ["string", "number"]}


def level_schema() -> Schema:
    """One objective level: a name, or a name with its method, weights and tolerance."""
    plain = [name for name in LEVELS if name != "blend"]
    method: Schema = {"enum": list(FAIRNESS)}
    fairness = {"anyOf": [method, _only({"method": method, "tolerance": SHARE}), _by_floor()]}
    blend = _only({**dict.fromkeys(PARTS, AMOUNT), "tolerance": SHARE})
    forms = {name: _only({"tolerance": SHARE}) for name in plain} | {"fairness": fairness, "blend": blend}
    forms["change"] = _only({"tolerance": SHARE, "most": {"type": "integer", "minimum": 0}})
    return {"anyOf": [{"enum": plain}, {**_only(forms), "minProperties": 1, "maxProperties": 1}]}


def rule_schema() -> Schema:
    """One rule: what it asks, of what."""
    codes = {"anyOf": [CODE, {"type": "array", "items": CODE, "minItems": 1}]}
    scope = dict.fromkeys(SCOPES, codes)
    forms = []
    for kind in RULE_KINDS:
        own: Schema = {kind: AMOUNT if kind.startswith("spend") else SHARE}
        own |= {"level": {"type": "string"}} if kind.startswith("coverage") else {"of": {"enum": list(GIVERS)}}
        form: Schema = {**_only(own | scope), "required": [kind]}
        if kind.startswith("share"):
            form["anyOf"] = [{"required": [key]} for key in SCOPES]
        forms.append(form)
    return {"oneOf": forms}


def _by_floor() -> Schema:
    return {**_only({"method": {"const": "floor"}, "floor": FLOOR, "tolerance": SHARE}), "required": ["floor"]}


def _only(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}
