"""Where a number comes from: the four bases, and unnamed constants in equations."""

from __future__ import annotations

import re

import pytest
from example_files import SMALL, assess, read

from lynchpin.language import Constants, count_bases, count_constants, find_assessment, summarise
from lynchpin.language.summary import find_common_word

BOTH = "cite: memo p2, judgement: the memo gives no figure"


@pytest.mark.parametrize(
    ("written", "basis"),
    [("cite: memo p2", "cited"), (BOTH, "reading"), ("judgement: a guess", "judged"), ("means: anger", "unsupported")],
)
def test_what_is_written_decides_the_basis(written: str, basis: str) -> None:
    assert assess(anger=f"{{value: 0.5, {written}}}").parameters["anger"].about.basis == basis


def test_the_four_bases_are_counted() -> None:
    a = read(SMALL.replace("cite: memo p2}", f"{BOTH}}}", 1))
    assert count_bases(a) == {"cited": 9, "reading": 1, "judged": 1, "unsupported": 0}
    assert "9 cited, 1 reading, 1 judged, 0 unsupported" in str(summarise(a))


@pytest.mark.parametrize(
    ("actor", "term", "basis"),
    [
        ("cite: memo p4", "{weight: 1 per billion USD}", "cited"),
        ("cite: memo p4", "{weight: 1 per billion USD, judgement: a guess}", "judged"),
        (BOTH, "{weight: 1 per billion USD}", "reading"),
        (BOTH, "{weight: 1 per billion USD, cite: memo p9}", "reading"),
        ("judgement: a scale", "{weight: 1 per billion USD, cite: memo p9}", "reading"),
        ("judgement: a scale", "{weight: 1 per billion USD}", "judged"),
    ],
)
def test_a_term_takes_what_it_lacks_from_its_actor(actor: str, term: str, basis: str) -> None:
    text = SMALL.replace("    cite: memo p4\n", "".join(f"    {part}\n" for part in actor.split(", ")))
    a = read(text.replace("      -arrears: 1 per billion USD\n", f"      -arrears: {term}\n"))
    assert a.actors["supplier"].terms[0].about.basis == basis


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ("logistic(-3 + anger)", "logistic(-3 + 2 * anger)", 1),
        ("logistic(-3 + anger)", "logistic(anger)", -1),
        ("logistic(-3 + anger)", "0.1", -1),  # a whole equation is named by its entry
        ("logistic(-3 + anger)", "clip(1 - anger + 0, 0, 1)", -1),  # 0 and 1 are part of the form
        ("logistic(-3 + anger)", '"interpolate(anger, [0, 0.1], [0.5, 0.2])"', 2),
        ("final(arrears) > 2 billion USD", "final(arrears) > 5 billion USD and anger > 0.5", 0),  # an outcome is a definition
        ("quarter == 1", "quarter == 3", 1),
    ],
)
def test_constants_in_equations_are_counted(old: str, new: str, more: int) -> None:
    before = count_constants(read(SMALL))
    new = f'"{new}"' if "," in new and not new.startswith('"') else new
    assert count_constants(read(SMALL.replace(old, new))).unnamed - before.unnamed == more


def test_constants_in_entries_without_a_basis_are_counted_apart() -> None:
    before = count_constants(read(SMALL))
    after = count_constants(read(SMALL.replace("once: true, cite: memo p6", "once: true")))
    assert after == Constants(before.unnamed, before.without_basis + 1)
    assert f"{before.unnamed} unnamed constants, {before.without_basis} in entries without a basis" in str(summarise(read(SMALL)))


def write_credences(*words: str) -> str:
    """Return SMALL with one more assumption for each credence."""
    rows = "".join(f"  a{k}: {{claim: c, credence: {word}, fails: {{anger: {k + 2}}}, cite: memo p2}}\n" for k, word in enumerate(words))
    text = SMALL.replace("assumptions:\n", f"assumptions:\n{rows}")
    return re.sub(r"fails: \{anger: (\d)\}", r"fails: {p\1: 0.1}", text).replace(
        "parameters:\n", "parameters:\n" + "".join(f"  p{k + 2}: {{value: 0.5, cite: memo p2}}\n" for k in range(len(words)))
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("likely",) * 4, "5 of 5 credences are `likely`"),
        (("likely", "likely", "unlikely", "0.3"), "3 of 5 credences are `likely`"),
        (("unlikely", "unlikely", "0.3"), ""),  # half is not most
        (("0.3", "0.3", "0.3", "0.3"), ""),  # a number is a choice
        (("likely", "likely"), ""),  # too few to say so
    ],
)
def test_check_points_out_when_most_credences_are_the_same_words(words: tuple[str, ...], said: str) -> None:
    text = str(summarise(read(write_credences(*words))))
    assert (said in text) if said else ("credences" not in text)


def test_in_the_shipped_belarus_file_no_words_are_most_of_the_credences() -> None:
    """Each credence of belarus-2019 was considered on its own."""
    assert find_common_word(find_assessment("belarus-2019")) is None
