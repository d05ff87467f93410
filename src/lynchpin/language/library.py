"""The shipped assessments, and how a name or a path is resolved to a file."""

from __future__ import annotations

from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.language.source import Source, decode_source, read_source, shorten_path
from lynchpin.language.wording import find_nearest

LIBRARY = Path(__file__).parents[1] / "library"
_SUFFIXES = (".yaml", ".yml")


def list_assessments() -> tuple[str, ...]:
    """Return the names of the shipped assessments, sorted."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def find_source(name_or_path: str | Path) -> Source:
    """Read a file, or the shipped assessment of that name.

    Raises:
        ArgumentError: There is neither, or the file is a folder, a binary file or larger than 5 MB.
    """
    path, name = Path(name_or_path), str(name_or_path)
    if name in list_assessments() and not path.is_file():
        return decode_source((LIBRARY / f"{name}.yaml").read_bytes(), name, LIBRARY)
    if _exists(path) or _looks_like_path(name):
        return _read_or_suggest(path)
    nearest = find_nearest(name, list_assessments())
    hint = (
        f"did you mean `{nearest}`?"
        if nearest
        else f"the shipped assessments are {', '.join(list_assessments())}; for your own file, give its path"
    )
    raise ArgumentError(f"`{shorten_path(path)}` is neither a shipped assessment nor a file\nhint: {hint}")


def _exists(path: Path) -> bool:
    """Return whether there is something at a path. What cannot be looked up, such as a name that is too long, is reported on reading."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return True


def _looks_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(_SUFFIXES)


def _read_or_suggest(path: Path) -> Source:
    """Read a file. If it is missing, suggest the file in its folder whose name is nearest."""
    try:
        missing = not _exists(path)
        files = [other for other in path.parent.iterdir() if other.suffix in _SUFFIXES] if missing and path.parent.is_dir() else []
    except OSError as problem:
        raise ArgumentError(f"cannot read {path}: {problem.strerror or problem}") from None
    neighbours = {other.stem: other for other in files}
    nearest = find_nearest(path.stem, neighbours)
    if missing and nearest:
        raise ArgumentError(f"file not found: {path}\nhint: did you mean `{neighbours[nearest]}`?")
    return read_source(path)
