"""Messages about forecasts."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "words-as-numbers",
        message="`{words}` is not a number, so it was not stated in numbers",
        hint="write the number under `stated`, or `stated_as: words`",
        explanation="`stated_as: numbers` is for a probability, a range or odds that the author of the forecast gave.",
        wrong="{claim: ..., by: J. Doe, stated: likely, stated_as: numbers, resolves: 2025-12-31}",
        right="{claim: ..., by: J. Doe, stated: 0.7, stated_as: numbers, resolves: 2025-12-31}",
    ),
    Entry(
        "reading-without-words",
        message="forecast `{name}` has `stated_as: {stated_as}`, but does not say which words were read",
        hint="quote the author's words under `judgement`",
        explanation=(
            "If the author of a forecast gave no number and no word of the yardstick, somebody translated what was said into a "
            "probability. Readers can judge the translation only if they see the words."
        ),
        wrong="{claim: ..., by: J. Doe, stated: 0.6 to 0.8, stated_as: reading, resolves: 2025-12-31}",
        right='{claim: ..., by: J. Doe, stated: 0.6 to 0.8, stated_as: reading, resolves: 2025-12-31, judgement: "in the memo: will resist"}',
    ),
    Entry(
        "condition-without-event",
        message="forecast `{name}` has an `event`, but its condition has none",
        hint="write the condition as an `event` too, or remove the `event` of the forecast",
        explanation=(
            "The forecast is about cases in which the condition occurs, and so is the model's probability. Without an `event` of the "
            "condition, the model cannot tell which of its futures count."
        ),
        wrong="given: {claim: The talks fail, resolves: 2025-06-30}\nevent: by(2025-Q4, rupture)",
        right="given: {claim: The talks fail, event: by(2025-Q2, walk_out), resolves: 2025-06-30}\nevent: by(2025-Q4, rupture)",
    ),
    Entry(
        "resolved-late",
        message="{what} was resolved on {on}, after it was due on {resolves}",
        hint="correct one of the dates: `resolved_on` is for an answer that was certain before `resolves`",
        explanation=(
            "A forecast is resolved by what happened until `resolves`. `resolved_on` is the date from which the answer could no longer "
            "change, so it is never later. When the source was published does not matter here."
        ),
        wrong="{resolves: 2025-06-30, resolved: yes, resolved_on: 2025-09-01}",
        right="{resolves: 2025-06-30, resolved: yes, resolved_on: 2025-05-12}",
    ),
    Entry(
        "resolution-too-early",
        message="{what} is resolved, but the newest source that it cites, `{source}`, is from {date}, before {since}",
        hint="cite a source from {since} or later; if the answer was certain before, write the date under `resolved_on`",
        explanation=(
            "A source cannot know what happened after its publication. That nothing happened until a date is known only after that date. "
            "That something happened is known at once, and `resolved_on` says when."
        ),
        wrong="{resolves: 2025-12-31, resolved: no, cite: press-june p1}",
        right="{resolves: 2025-12-31, resolved: no, cite: [press-june p1, press-january p2]}",
    ),
    Entry(
        "resolution-without-source",
        message="{what} is resolved, but cites no source with a date",
        hint="cite the source of the resolution, and give that source a `date`",
        explanation="Without a dated source, readers cannot check how the forecast was resolved.",
        wrong="{resolves: 2025-12-31, resolved: no}",
        right="{resolves: 2025-12-31, resolved: no, cite: press-january p2}",
        severity="warning",
    ),
)
