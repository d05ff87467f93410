"""The shipped assessments, and how a name or a path on the command line finds its file."""

from __future__ import annotations

from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.language.source import Source, decode_source, read_source
from lynchpin.language.wording import find_nearest

LIBRARY = Path(__file__).parents[1] / "library"
_SUFFIXES = (".yaml", ".yml")


def list_assessments() -> tuple[str, ...]:
    """The names of the shipped assessments, sorted."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def find_source(name_or_path: str | Path) -> Source:
    """The text of a file, or of the shipped assessment of that name.

    ArgumentError, with the nearest name, if there is neither; and for a folder, a binary file or one over 5 MB.
    """
    path, name = Path(name_or_path), str(name_or_path)
    if name in list_assessments() and not path.is_file():
        return decode_source((LIBRARY / f"{name}.yaml").read_bytes(), name)
    if path.exists() or _looks_like_path(name):
        return _read_near(path)
    nearest = find_nearest(name, list_assessments())
    hint = (
        f"did you mean `{nearest}`?"
        if nearest
        else f"the shipped ones are {', '.join(list_assessments())}; a file of your own needs its path"
    )
    raise ArgumentError(f"no assessment is called `{name}`, and there is no such file\nhint: {hint}")


def _looks_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(_SUFFIXES)


def _read_near(path: Path) -> Source:
    """Read a file; if it is missing, say what stands beside it."""
    try:
        missing = not path.exists()
        files = [other for other in path.parent.iterdir() if other.suffix in _SUFFIXES] if missing and path.parent.is_dir() else []
    except OSError as problem:
        raise ArgumentError(f"{path} cannot be read: {problem.strerror or problem}") from None
    beside = {other.stem: other for other in files}
    nearest = find_nearest(path.stem, beside)
    if missing and nearest:
        raise ArgumentError(f"there is no file {path}\nhint: did you mean `{beside[nearest]}`?")
    return read_source(path)
