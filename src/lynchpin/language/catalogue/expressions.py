"""Messages about the syntax and meaning of expressions."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "wrong-sign",
        message="`{sign}` is not an operator",
        hint="write `{instead}`",
        explanation="The operators are `+ - * / **`, `< <= > >= == !=`, and the words `and`, `or`, `not`, `if` and `else`.",
        wrong="when: arrears = 3",
        right="when: arrears == 3",
    ),
    Entry(
        "unexpected-sign",
        message="unexpected `{sign}` in {what}",
        hint="{advice}",
        explanation=(
            "Expressions and values have no attributes, indices or other symbols. A file is only data, and reading it runs "
            "nothing."
        ),
        wrong="equals: arrears[0]",
        right="equals: previous(arrears)",
    ),
    Entry(
        "unexpected-word",
        message="unexpected `{word}` in {what}",
        hint="{advice}",
        explanation="There must be an operator between two names or numbers.",
        wrong="equals: 2 (1 - paid)",
        right="equals: 2 * (1 - paid)",
    ),
    Entry(
        "ends-early",
        message="{what} cannot end here",
        hint="{advice}",
        explanation="A parenthesis was not closed, or an operator has no right operand.",
        wrong="equals: discount * (1 - paid",
        right="equals: discount * (1 - paid)",
    ),
    Entry(
        "wrong-number",
        message="`{text}` is not a number",
        hint="{advice}",
        explanation="A number consists of digits, at most one decimal point, and optionally an exponent: `1.2e6`.",
        wrong="equals: 3.5.1",
        right="equals: 3.5",
    ),
    Entry(
        "expression-too-long",
        message="this expression has {length} characters; the limit is {longest}",
        hint="define parts of it as auxiliaries",
        explanation="No reader can check an expression of this length.",
        wrong="equals: a + b + ...",
        right="equals: subtotal + ...",
    ),
    Entry(
        "expression-too-deep",
        message="this expression is nested more than {deepest} levels deep",
        hint="define parts of it as auxiliaries",
        explanation="No reader can check an expression that is nested this deeply.",
        wrong="equals: ((((...))))",
        right="equals: subtotal + ...",
    ),
    Entry(
        "chained-comparison",
        message="comparisons cannot be chained",
        hint="write `a < b and b < c`",
        explanation="`a < b < c` would compare the result of `a < b`, which is 0 or 1, with c.",
        wrong="when: 1 < arrears < 3",
        right="when: arrears > 1 and arrears < 3",
    ),
    Entry(
        "unknown-function",
        message="unknown function `{name}`",
        hint="",
        explanation="The set of functions is fixed. The documentation of the file format lists them.",
        wrong="equals: maximum(a, b)",
        right="equals: max(a, b)",
    ),
    Entry(
        "wrong-arguments",
        message="wrong arguments for `{name}`",
        hint="write `{signature}`",
        explanation="Each function takes a fixed number of arguments in a fixed order.",
        wrong="equals: clip(anger)",
        right="equals: clip(anger, 0, 1)",
    ),
    Entry(
        "wrong-knots",
        message="`{name}` needs at least two points `[x, y]` with increasing x",
        hint="write `interpolate(x, [0, 1], [10, 2])`",
        explanation="The function is linear between two points, and constant before the first and after the last.",
        wrong="equals: interpolate(price, [10, 1], [0, 2])",
        right="equals: interpolate(price, [0, 2], [10, 1])",
    ),
    Entry(
        "path-function",
        message="`{name}` needs the whole path, which is available only in outcomes, goals and the events of forecasts",
        hint="within a period, use `previous`, `ever`, `since` or `smooth`",
        explanation="While a future is being simulated, its later periods are not known yet.",
        wrong="equals: highest(arrears)",
        right="when: highest(arrears) > 3",
    ),
    Entry(
        "path-inside",
        message="`{name}` needs the whole path, but `{around}` evaluates its argument in each period",
        hint="use only functions of a single period inside `{around}`, and combine functions of the path outside it",
        explanation="`ever(count(flow == 0) > 3)` would ask about the whole path in every period. Ask once: `count(flow == 0) > 3`.",
        wrong="when: ever(count(flow == 0) > 3)",
        right="when: count(flow == 0) > 3",
    ),
    Entry(
        "needs-event",
        message="`{name}` needs an event",
        hint="declare an event with this condition, such as `cut_off: {{when: flow == 0}}`, and write `{name}(cut_off)`",
        explanation="Only an event has a time at which it last happened.",
        wrong="equals: since(flow == 0)",
        right="equals: since(cut_off)",
    ),
    Entry(
        "actor-as-number",
        message="`{name}` is an actor, not a number",
        hint="compare it with an option: `{name} == {option}`",
        explanation="An actor can only be compared with one of its options.",
        wrong="equals: 2 * supplier",
        right="equals: 2 * (supplier == cut)",
    ),
    Entry(
        "unknown-option",
        message="`{actor}` has no option `{option}`",
        hint="",
        explanation="`ACTOR == OPTION` needs an option of that actor.",
        wrong="when: supplier == cutt",
        right="when: supplier == cut",
    ),
    Entry(
        "no-finite-value",
        message="{what} has no finite value",
        hint="change the number, or avoid the case with `A if CONDITION else B`",
        explanation="A future that evaluates it would have non-finite values (NaN or infinity).",
        wrong="equals: arrears / 0",
        right="equals: arrears / 4",
    ),
    Entry(
        "calendar-range",
        message="`{name}` is between 1 and {highest}, but is compared with {number}",
        hint="check the number, or use `period`, which counts from 0 over the whole clock",
        explanation="Quarters and months start again at 1 in each year.",
        wrong="when: quarter == 5",
        right="when: period == 4",
    ),
    Entry(
        "date-beside-number",
        message="`{name}` is a number, but `{date}` is a date",
        hint="compare the date with `time`: `time {operator} {date}`",
        explanation="In an expression a date is the start of its period, in years since the start of the clock.",
        wrong="when: year >= 2026-Q3",
        right="when: time >= 2026-Q3",
    ),
    Entry(
        "time-is-years",
        message="`time` is in years since the start of the clock, but is compared with {number}",
        hint="write a date, such as `time >= 2026-Q3`, or use `year`",
        explanation="A whole year next to `time`, as in `time >= 2026`, is read as a date. A fraction of a year is not.",
        wrong="when: time >= 2026.5",
        right="when: time >= 2026-Q3",
    ),
    Entry(
        "loop",
        message="circular dependency within one period: {loop}",
        hint="break the loop with `previous({name})`, or make one of them a stock",
        explanation=(
            "Within a period each quantity is computed once, after the quantities that it depends on (`->`). In a loop there "
            "is no such order. Values of the previous period are already known."
        ),
        wrong="a: b + 1\nb: 2 * a",
        right="a: previous(b) + 1\nb: 2 * a",
    ),
    Entry(
        "choice-before-choice",
        message="`{field}` of `{actor}` depends on a choice in the same period: {way}",
        hint="use the previous value: `previous({lever})`",
        explanation=(
            "All actors choose at the same time. Whether an actor chooses, and the influence of its factions, must be known "
            "before that."
        ),
        wrong="decides: flow == 0",
        right="decides: previous(flow) == 0",
    ),
)
