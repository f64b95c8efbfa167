"""The independent check of a plan: every constraint and measure again, from the tables and the plan alone."""

from allocator.verify.check import Verification, verify
from allocator.verify.folder import FolderVerification, verify_folder
from allocator.verify.reading import PlanFolderError
from allocator.verify.violation import Violation

__all__ = ["FolderVerification", "PlanFolderError", "Verification", "Violation", "verify", "verify_folder"]
