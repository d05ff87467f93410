"""`lynchpin check FILE --fix`: applies the safe corrections to a file, and shows them as a patch."""

from __future__ import annotations

import difflib
import stat
from dataclasses import dataclass
from pathlib import Path

from lynchpin.errors import ArgumentError, RunError
from lynchpin.language import find_source, list_assessments
from lynchpin.language.fixing import fix_source
from lynchpin.language.source import read_source, shorten_path
from lynchpin.replacing import replace_file

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Patch:
    """What was corrected in a file: the number of corrections, and the difference as a patch."""

    count: int
    diff: str


def fix_file(name: str) -> Patch:
    """Correct a file in place.

    Raises:
        ArgumentError: It is a shipped assessment, it cannot be written, or it was changed while it was corrected.
    """
    path = Path(name)
    if name in list_assessments() and not path.is_file():
        raise ArgumentError(f"`{name}` is a shipped assessment\nhint: `lynchpin show {name} > {name}.yaml` saves a copy to change")
    before = find_source(name)
    fixed = fix_source(before)
    if fixed.count:
        _replace(path, before.sha256, fixed.source.text)
    diff = difflib.unified_diff(
        before.text.splitlines(), fixed.source.text.splitlines(), f"{before.path} (before)", f"{before.path} (after)", lineterm="", n=1
    )
    return Patch(fixed.count, "\n".join(diff))


def _replace(path: Path, sha256: str, text: str) -> None:
    """Replace the text of a file in one step. A link stays a link, and permissions stay.

    Args:
        path: The file.
        sha256: The hash of the content that was corrected.
        text: The corrected text.
    """
    target = path.resolve()

    def confirm() -> None:
        if read_source(target).sha256 != sha256:
            raise ArgumentError(f"{path} was changed in the meantime\nhint: nothing was written; give the command again")

    try:
        mark = _BOM if target.read_bytes().startswith(_BOM) else b""
        replace_file(target, mark + text.encode("utf-8"), mode=stat.S_IMODE(target.stat().st_mode), confirm=confirm)
    except (OSError, RunError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem).partition(": ")[2]
        raise ArgumentError(f"cannot write {shorten_path(path)}: {reason or problem}") from problem
