"""What happens: answers, endings, events, quantities, and what was published beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.tables.published import PUBLISHED
from lynchpin.presentation.tables.table import Column, Name, Row, Table, make_table, number, text
from lynchpin.presentation.wording import Term, find_likelihood, say_name, say_number, say_percent, say_share


def tabulate_answers(run: Row, terms: Sequence[Term] = ()) -> Table:
    """The file's answers with their probabilities, and what the yardstick calls them where its terms are given."""
    before = run.get("before", {}).get("answers", {})
    rows = [
        (
            Name(name),
            _say_chance(before.get(name)),
            _say_chance(a),
            str(find_likelihood(a["probability"], terms, a["standard_error"])) if terms else "",
        )
        for name, a in run["answers"].items()
    ]
    return make_table("Answers", (text("answer"), *_head_chances(before), text("in words")), rows)


def _head_chances(before: Row) -> tuple[Column, Column]:
    """Over probabilities: those before the evidence, where there was any, and those of the finding."""
    return number("before"), number("given evidence" if before else "probability")


def _say_chance(row: Row | None) -> str:
    return say_share(None) if row is None else say_share(row["probability"], row["standard_error"])


def tabulate_outcomes(run: Row) -> Table:
    before = {o["name"]: o for o in run.get("before", {}).get("outcomes", [])}
    rows = [(Name(o["name"]), _say_chance(before.get(o["name"])), _say_chance(o)) for o in run["outcomes"]]
    return make_table("Endings", (text("ending"), *_head_chances(before)), rows)


def tabulate_events(run: Row) -> Table:
    rows = [
        (Name(name), *(say_happened(run, name, t) for t in (0, len(e["by"]) // 2, -1)))
        for name, e in sorted(run["events"].items(), key=lambda pair: -pair[1]["by"][-1])
    ]
    half = run["periods"][len(run["periods"]) // 2]
    return make_table(
        "Events: share of futures in which each has happened",
        (text("event"), number(f"by {run['periods'][0]}"), number(f"by {half}"), number("by the end")),
        rows,
    )


def tabulate_quantities(run: Row) -> Table:
    rows = [
        (
            Name(name),
            say_quantile(run, name, "p50", 0),
            say_quantile(run, name, "p50", -1),
            f"{say_quantile(run, name, 'p05', -1)} to {say_quantile(run, name, 'p95', -1)}",
            q.get("unit", ""),
        )
        for section in ("stocks", "auxiliaries")
        for name, q in run.get(section, {}).items()
    ]
    return make_table(
        "Quantities",
        (text("quantity"), number("median at first"), number("median at the end"), number("nine in ten at the end"), text("unit")),
        rows,
    )


def tabulate_stated(run: Row) -> Table:
    """What was published beside the model's own probability and the baselines: the base rate where the file gives one, and one half."""
    rows = [(*_list_published(f), say_percent(f.get("half"))) for f in run.get("forecasts", [])]
    return make_table("Published forecasts beside the model and the baselines", (*PUBLISHED, number("one half")), rows)


def _list_published(forecast: Row) -> tuple[str, ...]:
    words = forecast.get("words")
    model, base = forecast.get("model"), forecast.get("base_rate")
    return (
        forecast.get("claim") or say_name(forecast["name"]),
        forecast["by"],
        f"{words} ({say_percent(forecast['low'])} to {say_percent(forecast['high'])})" if words else say_percent(forecast.get("stated")),
        "none" if model is None else say_percent(model, forecast.get("model_standard_error")),
        "none" if base is None else say_percent(base),
    )


def find_error(run: Row, *path: str, period: int) -> float | None:
    """The standard error of a figure of a forecast in a period; None where none is known. `path` leads to the figure."""
    found: Any = run.get("standard_errors") or {}
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found[period] if found else None


def say_happened(run: Row, event: str, period: int) -> str:
    """The share of futures in which an event has happened by then; one on a schedule is certain, and not `over` anything."""
    happened = run["events"][event]
    certain = set(happened["rate"]) <= {0.0, 1.0}
    return say_percent(happened["by"][period], None if certain else find_error(run, "events", event, "by", period=period))


def say_chosen(run: Row, actor: str, option: str, period: int) -> str:
    """The share of futures in which an option is chosen; evidence may make all of them choose it."""
    share = run["options"][actor][option][period]
    return say_percent(share, find_error(run, "options", actor, option, period=period) if 0 < share < 1 else None)


def say_quantile(run: Row, name: str, level: str, period: int) -> str:
    """A quantile of a stock or auxiliary with the digits that its error bears, three at most."""
    section = "stocks" if name in run.get("stocks", {}) else "auxiliaries"
    value, error = run[section][name][level][period], find_error(run, section, name, level, period=period)
    if not value or not error:
        return say_number(value)
    third_digit = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    return say_number(value, max(third_digit, error))
