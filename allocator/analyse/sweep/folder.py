"""The folder of a sweep: one file a finished chunk, written whole or not at all; results as one table; provenance."""

from __future__ import annotations

import datetime
import hashlib
import importlib.util
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from allocator.analyse.sweep.spec import Spec
from allocator.analyse.sweep.work import Record
from allocator.language import N_, tr
from allocator.plan.csvs import write_csv
from allocator.plan.provenance import versions
from allocator.plan.staging import FolderRefused
from allocator.plan.summary import write_json
from allocator.scenario.load import Inputs
from allocator.version import __version__

MARK, CHUNKS, PLANS = "sweep.json", "chunks", "plans"
OTHER = N_(
    "{folder} holds another sweep, or one of other inputs; nothing was written. Choose another folder with --out."
)
NOT_A_SWEEP = N_("{folder} exists and is not the folder of a sweep; nothing was written. Choose another with --out.")


class SweepFolder:
    """Where the results of a sweep are kept as they come, so that it can go on after an interruption."""

    def __init__(self, folder: Path, spec: Spec, inputs: Inputs, command: str) -> None:
        self.folder = folder
        self._spec = spec
        identity = [spec.fingerprint, __version__, *(f"{file.name} {file.sha256}" for file in inputs.files)]
        self._identity = hashlib.sha256("\n".join(identity).encode()).hexdigest()
        self._files = [{"name": file.name, "sha256": file.sha256} for file in inputs.files]
        self._command = command
        self._open()

    def _open(self) -> None:
        mark = self.folder / MARK
        if mark.is_file():
            if json.loads(mark.read_text(encoding="utf-8")).get("identity") != self._identity:
                raise FolderRefused(tr(OTHER, folder=self.folder))
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise FolderRefused(tr(NOT_A_SWEEP, folder=self.folder))
        (self.folder / CHUNKS).mkdir(parents=True, exist_ok=True)
        if not mark.is_file():
            write_json({"identity": self._identity, "name": self._spec.name}, self._beside(mark))
            self._beside(mark).replace(mark)

    def keep(self, records: Sequence[Record]) -> None:
        """Keep the results of a finished chunk; plans go to files of their own first."""
        rows = [dict(record) for record in records]
        for row in rows:
            plan = row.pop("plan_csv", None)
            if plan is not None:
                (self.folder / PLANS).mkdir(exist_ok=True)
                self._write(self.folder / PLANS / f"case-{row['case']:06}.csv", str(plan))
        first, last = rows[0]["case"], rows[-1]["case"]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        self._write(self.folder / CHUNKS / f"{first:06}-{last:06}.jsonl", lines)

    def kept(self) -> list[Record]:
        """The results kept so far, each case once, in the order of the cases."""
        rows: dict[int, Record] = {}
        for path in sorted((self.folder / CHUNKS).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                rows.setdefault(int(row["case"]), row)
        return [rows[number] for number in sorted(rows)]

    def finish(self, started: datetime.datetime, where: str) -> pd.DataFrame:
        """Write the results as CSV, as Parquet where pyarrow is installed, and their provenance; give them back."""
        results = pd.DataFrame(self.kept())
        beside = self._beside(self.folder / "results.csv")
        texts = [str(name) for name in results.columns if not pd.api.types.is_numeric_dtype(results[name])]
        write_csv(results.astype(dict.fromkeys(texts, "str")), beside, guarded=texts)
        beside.replace(self.folder / "results.csv")
        if importlib.util.find_spec("pyarrow"):
            beside = self._beside(self.folder / "results.parquet")
            mixed = {name: "str" for name in results.columns if results[name].dtype == object}
            results.astype(mixed).to_parquet(beside, index=False)
            beside.replace(self.folder / "results.parquet")
        write_json(self._provenance(results, started, where), self._beside(self.folder / "provenance.json"))
        self._beside(self.folder / "provenance.json").replace(self.folder / "provenance.json")
        return results

    def _provenance(self, results: pd.DataFrame, started: datetime.datetime, where: str) -> dict[str, object]:
        return {
            "name": self._spec.name,
            "command": self._command,
            "sweep": self._spec.text,
            "sweep_sha256": self._spec.fingerprint,
            "inputs": self._files,
            "cases": len(results),
            "failed": int((results["status"] == "failed").sum()),
            "solved_by": where,
            "started": started.astimezone(datetime.UTC).isoformat(timespec="seconds"),
            "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "versions": versions(),
        }

    def _write(self, path: Path, text: str) -> None:
        """Write beside the place of the file, then move it there."""
        beside = self._beside(path)
        beside.write_bytes(text.encode("utf-8"))
        beside.replace(path)

    @staticmethod
    def _beside(path: Path) -> Path:
        return path.with_name(f".{path.name}.tmp-{os.getpid()}")
