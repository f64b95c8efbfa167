"""The independent check of a plan: every constraint and measure again, from the tables and the plan alone."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

from allocator.verify.check import Verification, verify
from allocator.verify.folder import FolderVerification, verify_folder
from allocator.verify.reading import PlanFolderError
from allocator.verify.violation import Violation

__all__ = ["FolderVerification", "PlanFolderError", "Verification", "Violation", "verify", "verify_folder"]


class _Verifying(ModuleType):
    """Importing this package puts it in the place of the function ``al.verify``: so it can be called as well."""

    def __call__(self, folder: str | Path) -> FolderVerification:
        return verify_folder(Path(folder))


sys.modules[__name__].__class__ = _Verifying
