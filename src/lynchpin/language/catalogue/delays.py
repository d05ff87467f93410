"""Messages about delays and smoothing."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "unknown-argument",
        message="`{function}` has no argument `{name}`",
        hint="write `{signature}`",
        explanation="Only `delay` and `smooth` have arguments with a name, and each of them may be given once.",
        wrong="equals: 'delay(orders, 3, oder: 2)'",
        right="equals: 'delay(orders, 3, order: 2)'",
    ),
    Entry(
        "delay-not-fixed",
        message="the time of a delay without `order` must be a number",
        hint="write a number, such as `3 month`, or add `order: 3` for a gradual delay, whose time may vary",
        explanation="A delay without `order` hands on every value after the same time, so that time must be known when the file is read.",
        wrong="equals: delay(orders, lead_time)",
        right="equals: 'delay(orders, lead_time, order: 3)'",
    ),
    Entry(
        "delay-not-whole",
        message="a delay without `order` takes a whole number of periods, not {periods}",
        hint="change the time or the clock, or add `order: 3` for a gradual delay, whose time may be any",
        explanation="A delay without `order` is the value of an earlier period.",
        wrong="equals: delay(orders, 2.5)",
        right="equals: delay(orders, 2)",
    ),
    Entry(
        "delay-not-positive",
        message="the time of a delay must be positive, not `{text}`",
        hint="write a positive number, or the quantity alone",
        explanation="What is delayed arrives later.",
        wrong="equals: 'delay(orders, 0, order: 1)'",
        right="equals: orders",
    ),
    Entry(
        "delay-too-long",
        message="a delay of {periods} with `within: {within}` keeps too many values; the limit is {most}",
        hint="use a shorter time, a smaller `within` or longer periods, or add `order: 3`",
        explanation="A delay without `order` keeps one value for each sub-step. One with an order keeps as many values as its order.",
        wrong="equals: delay(orders, 1100)",
        right="equals: 'delay(orders, 1100, order: 3)'",
    ),
    Entry(
        "delay-too-short",
        message="a delay of order {order} over {periods} needs shorter steps",
        hint="write `within: {within}` or more in the clock, or a lower order",
        explanation="Each of the levels of a delay takes an equal part of its time, and at least one sub-step.",
        wrong="equals: 'delay(orders, 1, order: 3)'",
        right="clock: {start: 2025-01, end: 2026-12, within: 3}",
    ),
)
