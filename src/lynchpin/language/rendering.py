"""Renders diagnostics as plain text: message, place, the line with a caret, and hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lynchpin.errors import CONTROLS, Diagnostic, Place, make_visible

MAX_WIDTH = 160


def render_diagnostics(diagnostics: Iterable[Diagnostic], lines: Sequence[str], path: str) -> str:
    """Render diagnostics, one paragraph each.

    Args:
        diagnostics: What to render.
        lines: The lines of the file.
        path: The name of the file.
    """
    return "\n\n".join(render_diagnostic(diagnostic, lines, path) for diagnostic in diagnostics)


def render_diagnostic(diagnostic: Diagnostic, lines: Sequence[str], path: str) -> str:
    """Render one diagnostic, with its further places, as `render_diagnostics` does.

    Args:
        diagnostic: What to render.
        lines: The lines of the file.
        path: The name of the file.
    """
    places = [diagnostic.place, *(place for place, _ in diagnostic.also)]
    gutter = len(str(max(place.line for place in places)))
    parts = [f"{diagnostic.severity}[{diagnostic.id}]: {diagnostic.message}"]
    parts.append(_render_place(diagnostic.place, "-->", "^", "", gutter, lines, path))
    parts += [_render_place(place, ":::", "-", words, gutter, lines, path) for place, words in diagnostic.also]
    if diagnostic.hint:
        parts.append(f"hint: {diagnostic.hint}")
    return "\n".join(parts)


def _render_place(place: Place, arrow: str, mark: str, words: str, gutter: int, lines: Sequence[str], path: str) -> str:
    line = CONTROLS.sub("\N{REPLACEMENT CHARACTER}", lines[place.line - 1]) if place.line <= len(lines) else ""
    start, shown = _find_window(line, place)
    before = "".join("\t" if character == "\t" else " " for character in shown[: place.column - 1 - start])
    length = max(1, min(place.length, len(shown) - len(before)))
    underline = f"{before}{mark * length} {words}".rstrip()
    margin = " " * gutter
    return "\n".join(
        (
            f"{margin}{arrow} {make_visible(path)}:{place.line}:{place.column}",
            f"{margin} |",
            f"{place.line:>{gutter}} | {shown}",
            f"{margin} | {underline}",
        )
    )


def _find_window(line: str, place: Place) -> tuple[int, str]:
    """Return the part of a long line that contains the place, and where that part starts."""
    if len(line) <= MAX_WIDTH:
        return 0, line
    start = max(0, min(place.column - 1 - MAX_WIDTH // 3, len(line) - MAX_WIDTH))
    return start, line[start : start + MAX_WIDTH]
