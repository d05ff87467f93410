"""Messages about the functions that a file declares."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

_RIGHT = "functions:\n  war(p, gain, loss): p * gain - (1 - p) * loss"

ENTRIES = (
    Entry(
        "wrong-signature",
        message="`{text}` is not the signature of a function",
        hint="write a name and its arguments, such as `war(p, gain, loss)`",
        explanation="A function is declared by its name and the names of its arguments in parentheses. It has at least one argument.",
        wrong="functions:\n  war: p * gain",
        right=_RIGHT,
    ),
    Entry(
        "function-name-taken",
        message="the {what} `{name}` has the name of {kind}",
        hint="rename it",
        explanation="A name in an expression must refer to one thing, so functions and their arguments share no name with anything else.",
        wrong="functions:\n  war(p, arrears): p * arrears",
        right=_RIGHT,
    ),
    Entry(
        "duplicate-argument",
        message="the argument `{argument}` of `{name}` needs a name of its own",
        hint="rename it",
        explanation="The arguments of a function have different names, and none has that of the function.",
        wrong="functions:\n  war(p, gain, gain): p * gain",
        right=_RIGHT,
    ),
    Entry(
        "recursive-function",
        message="the function `{name}` calls itself: {chain}",
        hint="write the result without calling it again; a sum over time is a stock",
        explanation="The body of a function takes the place of each call when the file is read, so it cannot contain a call of itself.",
        wrong="functions:\n  f(x): x * f(x - 1)",
        right="functions:\n  f(x): x * (x - 1)",
    ),
    Entry(
        "function-too-large",
        message="with `{name}` put in, this expression has more than {most} names, numbers and operators",
        hint="define parts of it as auxiliaries, which are computed once",
        explanation="An argument is repeated wherever the body uses it, so nested calls can become very large.",
        wrong="equals: f(f(f(f(f(f(f(f(x))))))))",
        right="inner: {equals: f(f(x))}\nouter: {equals: f(f(inner))}",
    ),
)
