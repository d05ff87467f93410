"""Stories: one represents each outcome, and each is told by date."""

from __future__ import annotations

from sample_findings import find

from lynchpin.presentation.stories import introduce_story, list_lines, split_stories

TOLD = {
    "outcome": "cutoff",
    "probability": 0.39,
    "stands_for": 0.4,
    "fails": ["no_bypass"],
    "lines": [{"on": "2025-Q1", "text": "supplier cuts"}, {"on": "2025-Q2", "text": ""}],
}


def test_the_story_that_stands_for_most_futures_speaks_for_its_ending() -> None:
    first, others = {**TOLD, "stands_for": 0.3}, {**TOLD, "outcome": "default", "stands_for": None}
    chosen, rest = split_stories([first, TOLD, others])
    assert [id(s) for s in chosen] == [id(TOLD), id(others)]
    assert [id(s) for s in rest] == [id(first)]
    stories = find("scenarios")["stories"]
    chosen, rest = split_stories(stories)
    assert len({s["outcome"] for s in stories}) == len(chosen)
    assert len(chosen) + len(rest) == len(stories)


def test_how_a_story_is_introduced_and_told() -> None:
    assert introduce_story(TOLD) == "39% of futures end so. Here “no bypass” fails from the start."
    assert introduce_story({**TOLD, "fails": []}, "gas stops.") == "Gas stops. 39% of futures end so."
    assert introduce_story({**TOLD, "fails": ["a", "b_c"]}).endswith("Here “a” and “b c” fail from the start.")
    assert list_lines(TOLD) == (("2025-Q1", "Supplier cuts"),)
