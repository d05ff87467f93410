"""One theme for every chart, with sufficient contrast for text and marks in light and dark mode (WCAG 2.1)."""

from __future__ import annotations

import pytest

from lynchpin.presentation.theme import DARK, LIGHT, choose_colours, choose_steps, make_config

TEXT, GRAPHIC = 4.5, 3.0
"""The contrast that AA asks of text (1.4.3) and of what must be seen of a graphic (1.4.11)."""


def measure_luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, by the formula of WCAG."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def measure_contrast(first: str, second: str) -> float:
    dark, light = sorted((measure_luminance(first), measure_luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_and_white() -> None:
    assert measure_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert measure_contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "slate-1", "slate-2"])
def test_text_can_be_read(palette: dict[str, str], name: str) -> None:
    assert measure_contrast(palette[name], palette["paper"]) >= TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["accent", "accent-2", "slate-1", "slate-2", "slate-3", "band-line"])
def test_marks_that_carry_a_figure_can_be_seen(palette: dict[str, str], name: str) -> None:
    assert measure_contrast(palette[name], palette["paper"]) >= GRAPHIC


def test_colours_can_be_exchanged_in_a_finished_picture() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_what_is_asked_about_has_the_accent_and_nothing_else_has() -> None:
    colours = choose_colours(["calm", "war", "coup", "drift"], ["war", "coup"])
    assert (colours["war"], colours["coup"]) == (LIGHT["accent"], LIGHT["accent-2"])
    assert {colours["calm"], colours["drift"]} <= {LIGHT[f"slate-{n}"] for n in range(1, 8)}


@pytest.mark.parametrize("count", range(10))
def test_steps(count: int) -> None:
    steps = choose_steps(count)
    assert len(steps) == count
    assert len(set(steps)) == min(count, 7)


def test_the_theme_uses_the_palette_alone() -> None:
    def list_colours(value: object) -> list[str]:
        if isinstance(value, dict):
            return [c for v in value.values() for c in list_colours(v)]
        return [value] if isinstance(value, str) and value.startswith("#") else []

    assert set(list_colours(make_config())) <= set(LIGHT.values())
