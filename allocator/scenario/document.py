"""YAML as plain data with the line of every key, and nothing that YAML does behind one's back.

Scalars keep the text they were written as, so that ``0123`` and ``500.000`` can be questioned instead of becoming
123 and 500.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from allocator.tables.problems import InputProblem
from allocator.tables.words import parse_date

MOST_BYTES = 4_000_000
MOST_DEPTH = 20

Path = tuple[str | int, ...]
TAGS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")


class Number(float):
    """A number of a YAML file that remembers how it was written."""

    text: str

    def __new__(cls, value: float, text: str) -> Number:
        """Keep ``text`` beside the value."""
        number = super().__new__(cls, value)
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


@dataclass
class Document:
    """The content of a YAML file and the line of each path in it; ``problems`` explains what could not be read."""

    source: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[InputProblem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing above it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, code: str, path: Path, found: object = None, **values: object) -> InputProblem:
        """A finding at ``path``."""
        shown = None if found is None else str(found)[:80]
        return InputProblem(code, self.source, self.line(path), key_path(path) or None, shown, values)


def key_path(path: Path) -> str:
    """``("overrides", 0, "where")`` as ``overrides[1].where``: lists count from one, as people do."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_yaml(data: bytes, source: str) -> Document:
    """The document in ``data``. It never raises: what is wrong is in its ``problems``."""
    document = Document(source)
    if len(data) > MOST_BYTES:
        document.problems.append(InputProblem("yaml-large", source))
        return document
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.problems.append(InputProblem("file-encoding", source, line, values={"line": line}))
        return document
    try:
        node = YAML().compose(io.StringIO(text))
    except MarkedYAMLError as error:
        document.problems.append(_syntax(error, text, source))
        return document
    except (YAMLError, RecursionError, ValueError) as error:
        code = "yaml-large" if isinstance(error, RecursionError) else "yaml-bad"
        document.problems.append(InputProblem(code, source, values={"reason": str(error).split("\n")[0]}))
        return document
    if not isinstance(node, MappingNode):
        document.problems.append(InputProblem("yaml-not-map", source, 1))
        return document
    document.data = _plain(node, (), document)
    return document


def _syntax(error: MarkedYAMLError, text: str, source: str) -> InputProblem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if written[: len(written) - len(written.lstrip())].count("\t"):
        return InputProblem("yaml-tab", source, line)
    reason = str(error.problem or error.context or "").split("\n")[0]
    return InputProblem("yaml-bad", source, line, found=written.strip()[:80] or None, values={"reason": reason})


def _plain(node: Node, path: Path, document: Document) -> Any:
    """The value of ``node``; its lines and problems go to ``document``."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > MOST_DEPTH:
        document.problems.append(document.problem("yaml-large", path))
        return None
    tag = str(node.tag or "")
    if node.anchor is not None or tag.removeprefix("tag:yaml.org,2002:") not in TAGS:
        document.problems.append(document.problem("yaml-anchor", path))
        return None
    if isinstance(node, SequenceNode):
        return [_plain(each, (*path, index), document) for index, each in enumerate(node.value)]
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    style = node.style if isinstance(node, ScalarNode) else None
    return _scalar(str(node.value), style, tag.rpartition(":")[2], path, document)


def _mapping(node: MappingNode, path: Path, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, ScalarNode) else None
        inner: Path = (*path, str(name))
        line = key.start_mark.line + 1
        if name is None:
            document.problems.append(InputProblem("yaml-bad", document.source, line, values={"reason": "key"}))
        elif name in found:
            first = document.lines[inner]
            document.problems.append(
                InputProblem("yaml-duplicate", document.source, line, key_path(inner), name, {"first": first})
            )
        else:
            document.lines[inner] = line
            found[name] = _plain(value, inner, document)
    return found


def _scalar(text: str, style: str | None, kind: str, path: Path, document: Document) -> Any:
    """Text, number, yes/no, day or nothing. What is in quotation marks is always text."""
    if style in ("'", '"', "|", ">") or kind not in ("int", "float", "bool", "null", "timestamp"):
        return text
    if kind in ("null", "bool"):
        return None if kind == "null" else text.lower() == "true"
    if kind == "timestamp":
        return parse_date(text) or text
    return _number(text, path, document)


def _number(text: str, path: Path, document: Document) -> Number | str:
    digits = text.lstrip("+-")
    if digits.isdigit() and len(digits) > 1 and digits.startswith("0"):
        document.problems.append(document.problem("yaml-leading-zero", path, text))
        return text
    try:
        return Number(float(text.replace(".inf", "inf").replace(".nan", "nan")), text)
    except ValueError:
        return text  # hexadecimal and other forms nobody means in a scenario
