"""Messages about parameters whose values are words."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

_RIGHT = "regime: choice(dry: 0.6, wet: 0.4)"

ENTRIES = (
    Entry(
        "unknown-word",
        message="`{name}` has no word `{word}`",
        hint="check the spelling, or add the word to the `choice`",
        explanation="The words of a parameter are those of its `choice`, and the words of an event are its states.",
        wrong=f"{_RIGHT}\nequals: 2 if regime == damp else 1",
        right=f"{_RIGHT}\nequals: 2 if regime == wet else 1",
    ),
    Entry(
        "needs-word",
        message="`{field}` is one of the words {words}, not a number",
        hint="write a word, such as `{first}`, or a `choice` of them",
        explanation="A parameter whose values are words has no numbers. What replaces it must be one of its words, or a `choice` of them.",
        wrong=f"{_RIGHT}\nfails: {{regime: 1}}",
        right=f"{_RIGHT}\nfails: {{regime: wet}}",
    ),
    Entry(
        "words-as-number",
        message="`{name}` is a word ({words}) and cannot be used as a number",
        hint="compare it with a word: `{name} == {first}`",
        explanation="Words have no order and no size. A comparison with `==` or `!=` is a condition, and conditions may be multiplied.",
        wrong=f"{_RIGHT}\nequals: 2 * regime",
        right=f"{_RIGHT}\nequals: 2 * (regime == wet)",
    ),
    Entry(
        "word-elsewhere",
        message="`{field}` cannot be a word such as `{word}`",
        hint="declare a parameter with the words, and compare it with them in an expression: `2 if regime == wet else 1`",
        explanation="Only the value of a parameter can be a choice of words.",
        wrong="starts: choice(low: 0.5, high: 0.5)",
        right="starts: choice(1: 0.5, 3: 0.5)",
    ),
    Entry(
        "words-and-numbers",
        message="a `choice` has either words or numbers, not both",
        hint="write words only, such as `choice(dry: 0.6, wet: 0.4)`, or numbers only",
        explanation="Words cannot be compared with numbers.",
        wrong="regime: choice(dry: 0.6, 2: 0.4)",
        right=_RIGHT,
    ),
    Entry(
        "word-with-unit",
        message="words have no unit, but this has the unit `{unit}`",
        hint="remove the unit",
        explanation="A unit belongs to numbers.",
        wrong="regime: {value: choice(dry: 0.6, wet: 0.4), unit: USD}",
        right=_RIGHT,
    ),
    Entry(
        "repeated-word",
        message="`{word}` is in this `choice` twice",
        hint="write each word once, with its whole probability",
        explanation="Each word has one probability.",
        wrong="regime: choice(dry: 0.3, dry: 0.3, wet: 0.4)",
        right=_RIGHT,
    ),
)
