"""Diagnostics as text for people: message, place, the line with a caret, and what to do. Plain text, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lynchpin.errors import Diagnostic, Place

WIDEST = 160


def render_diagnostics(diagnostics: Iterable[Diagnostic], lines: Sequence[str], path: str) -> str:
    """All diagnostics as text, one paragraph each; `lines` are those of the file, `path` how it is called."""
    return "\n\n".join(render_diagnostic(diagnostic, lines, path) for diagnostic in diagnostics)


def render_diagnostic(diagnostic: Diagnostic, lines: Sequence[str], path: str) -> str:
    """One diagnostic, with the second place that matters if there is one."""
    places = [diagnostic.place, *(place for place, _ in diagnostic.also)]
    gutter = len(str(max(place.line for place in places)))
    parts = [f"{diagnostic.severity}[{diagnostic.id}]: {diagnostic.message}"]
    parts.append(_render_place(diagnostic.place, "-->", "^", "", gutter, lines, path))
    parts += [_render_place(place, ":::", "-", words, gutter, lines, path) for place, words in diagnostic.also]
    if diagnostic.hint:
        parts.append(f"hint: {diagnostic.hint}")
    return "\n".join(parts)


def _render_place(place: Place, arrow: str, mark: str, words: str, gutter: int, lines: Sequence[str], path: str) -> str:
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    start, shown = _find_window(line, place)
    before = "".join("\t" if character == "\t" else " " for character in shown[: place.column - 1 - start])
    length = max(1, min(place.length, len(shown) - len(before)))
    underline = f"{before}{mark * length} {words}".rstrip()
    margin = " " * gutter
    return "\n".join(
        (
            f"{margin}{arrow} {path}:{place.line}:{place.column}",
            f"{margin} |",
            f"{place.line:>{gutter}} | {shown}",
            f"{margin} | {underline}",
        )
    )


def _find_window(line: str, place: Place) -> tuple[int, str]:
    """The part of a long line that holds the place, and where it starts."""
    if len(line) <= WIDEST:
        return 0, line
    start = max(0, min(place.column - 1 - WIDEST // 3, len(line) - WIDEST))
    return start, line[start : start + WIDEST]
