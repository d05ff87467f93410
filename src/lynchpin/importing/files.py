"""Finds the reader for a file by its extension, and checks what the reader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.dynamics.start import import_vensim, import_xmile
from lynchpin.importing.games.extensive import import_extensive_game
from lynchpin.importing.games.normal import import_normal_game
from lynchpin.importing.networks.network import import_network
from lynchpin.importing.record import Imported
from lynchpin.language import check_text
from lynchpin.language.source import read_bytes

READERS: dict[str, Callable[[str, Path], Imported]] = {
    ".bif": import_network,
    ".nfg": import_normal_game,
    ".efg": import_extensive_game,
    ".mdl": import_vensim,
    ".xmile": import_xmile,
    ".stmx": import_xmile,
    ".xml": import_xmile,
}
"""The reader for each extension. It takes the text of the file and its path, which it only uses for names."""


def import_model(path: Path | str) -> Imported:
    """Turn a model in another format into an assessment. Nothing in the file is run.

    Args:
        path: A system dynamics model (`.mdl`, `.xmile`, `.stmx`, `.xml`), a game (`.nfg`, `.efg`) or a Bayesian network (`.bif`).

    Returns:
        The text of the assessment, and notes on what it leaves out.

    Raises:
        ArgumentError: The file cannot be read, has an unknown extension, is damaged, or cannot be expressed as an assessment; or the package
            that reads its kind is not installed.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ArgumentError(f"{path} has an unknown extension\nhint: the extensions that can be imported are {', '.join(READERS)}")
    imported = reader(decode(read_bytes(path), path), path)
    errors = [d for d in check_text(imported.text).diagnostics if d.severity == "error"]
    if errors:
        first = errors[0]
        raise ArgumentError(
            f"{path} cannot be expressed as an assessment, because of {len(errors)} error{'s' if len(errors) > 1 else ''}; "
            f"the first: {first.message}"
        )
    return imported


def decode(content: bytes, path: Path) -> str:
    """Decode a file: UTF-8, or the encoding of western European versions of Windows.

    Args:
        content: The bytes of the file.
        path: Its name in messages.

    Raises:
        ArgumentError: The file is not a text file.
    """
    if b"\0" in content:
        raise ArgumentError(f"{path} is not a text file in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
