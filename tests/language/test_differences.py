"""Differences of two versions: what can be made one by one, what cannot, and versions that mix them."""

from __future__ import annotations

import pytest

from lynchpin.language import find_source, read_text
from lynchpin.language.differences import Differences, find_differences
from lynchpin.language.records import Assessment

TEXT = find_source("gas-dispute").text


def change(*pairs: tuple[str, str]) -> Assessment:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return read_text(text, "changed")


def differ(*pairs: tuple[str, str]) -> Differences:
    return find_differences(read_text(TEXT), change(*pairs))


def test_a_file_does_not_differ_from_itself() -> None:
    assert differ() == find_differences(read_text(TEXT), read_text(TEXT))
    assert (differ().single, differ().unmatched) == ((), ())


def test_words_and_citations_make_no_difference() -> None:
    assert differ(("title: A gas dispute", "title: Another title")).single == ()
    assert differ(("beta(2, 5)", "beta(2.0, 5.00)")).single == ()
