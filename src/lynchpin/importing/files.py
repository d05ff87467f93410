"""Chooses the reader of a file by its extension, and checks the assessment that the reader returns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.dynamics.source import read_vensim, read_xmile
from lynchpin.importing.dynamics.start import import_dynamics
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
    ".mdl": partial(import_dynamics, read_vensim),
    **dict.fromkeys((".xmile", ".stmx", ".xml"), partial(import_dynamics, read_xmile)),
}
"""The reader for each extension. It takes the text of the file, and its path for names and messages."""


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
    error = next((d for d in check_text(imported.text).diagnostics if d.severity == "error"), None)
    if error is not None:
        raise ArgumentError(f"{path} cannot be expressed as an assessment: {error.message}")
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
        raise ArgumentError(f"{path} is not a text file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
