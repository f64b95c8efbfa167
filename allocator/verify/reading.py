"""Reading a plan folder, with code of its own: nothing here is shared with what wrote the files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from allocator.language import N_, tr

NO_FOLDER = N_("There is no folder {path}.")
NOT_A_PLAN = N_("{path} is not a plan folder: {file} is missing. Give the folder that allocator run wrote.")
UNREADABLE = N_("{file} cannot be read: {reason}. Run the plan again.")
NO_COLUMN = N_("{file} lacks the column {column}. Run the plan again.")
NOT_A_NUMBER = N_("{file}, row {row}, column {column}: {found} is not a plain number such as 1234.5.")
NOT_AN_OBJECT = N_("{file} does not hold what allocator run writes there. Run the plan again.")
NO_INPUTS = N_("The inputs kept in the plan folder cannot be used. {file}: {reason}")


class PlanFolderError(Exception):
    """The folder cannot be verified; ``problems`` holds every reason, translated."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass
class Reader:
    """Reads the files of one plan folder and collects what is wrong with them."""

    folder: Path
    problems: list[str] = field(default_factory=list)

    def table(self, name: str, texts: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
        """The named columns of a CSV: ``texts`` as strings, ``numbers`` as float64 (NaN where blank)."""
        content = self._csv(name, texts)
        missing = [column for column in (*texts, *numbers) if column not in content.columns]
        self.problems += [tr(NO_COLUMN, file=name, column=column) for column in missing if len(content.columns)]
        kept = content.reindex(columns=[*texts, *numbers])
        for column in numbers:
            kept[column] = self._numbers(name, kept[column])
        return kept

    def document(self, name: str) -> dict[str, object]:
        """The object in a JSON file."""
        try:
            content = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.problems.append(tr(NOT_A_PLAN, path=self.folder, file=name))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            self.problems.append(tr(UNREADABLE, file=name, reason=error))
        else:
            if isinstance(content, dict):
                return content
            self.problems.append(tr(NOT_AN_OBJECT, file=name))
        return {}

    def _csv(self, name: str, texts: Sequence[str]) -> pd.DataFrame:
        try:
            return pd.read_csv(
                self.folder / name,
                dtype=dict.fromkeys(texts, "str"),
                keep_default_na=False,
                encoding="utf-8-sig",
                low_memory=False,
            )
        except FileNotFoundError:
            self.problems.append(tr(NOT_A_PLAN, path=self.folder, file=name))
        except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            self.problems.append(tr(UNREADABLE, file=name, reason=error))
        return pd.DataFrame()

    def _numbers(self, name: str, column: pd.Series) -> pd.Series:
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            return column.astype(float)
        text = column.astype("str").str.strip()
        read = pd.to_numeric(text, errors="coerce").astype(float)
        wrong = text[read.isna() & (text != "") & (text.str.lower() != "nan")]
        self.problems += [
            tr(NOT_A_NUMBER, file=name, row=row + 2, column=column.name, found=found)
            for row, found in zip(wrong.index.tolist(), wrong.tolist(), strict=True)
        ]
        return read
