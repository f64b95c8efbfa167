"""Why a command cannot go on with what it was given, told in one place for all commands."""

from __future__ import annotations

from allocator.cli.findings import show_errors, show_json
from allocator.cli.wrapped import say
from allocator.plan.broken import PlanFileError
from allocator.plan.staging import FolderError
from allocator.tables.problems import InputErrors
from allocator.verify import PlanFolderError


def show_refusal(error: Exception, as_json: bool) -> bool:
    """Say what is wrong with the input or a folder: JSON on stdout, or texts on stderr.

    False, and nothing said, where ``error`` is of another kind.
    """
    if isinstance(error, InputErrors):
        show_errors(error.problems, as_json)
        return True
    if not isinstance(error, PlanFileError | PlanFolderError | FolderError):
        return False
    texts = error.problems if isinstance(error, PlanFolderError) else (str(error),)
    if as_json:
        show_json({"ok": False, "problems": list(texts)})
    else:
        for text in texts:
            say(text, then="  ", err=True)
    return True
