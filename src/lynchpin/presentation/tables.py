"""Findings as tables of words: the same rows for the page, for Markdown and for the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lynchpin.presentation.wording import (
    Term,
    find_likelihood,
    say_bits,
    say_count,
    say_estimate,
    say_index,
    say_list,
    say_mark,
    say_name,
    say_number,
    say_percent,
    say_points,
    say_rare,
    say_share,
)

Row = Mapping[str, Any]
LONGEST = 40
"""Rows shown in a table; the data behind has all of them."""


ABSENT = ("", "none", "unknown")
"""What a cell says where there is nothing to say."""


class Name(str):
    """A cell that names an element of the assessment; a page may turn it into a link."""


@dataclass(frozen=True, slots=True)
class Table:
    """`align` has one of `l` (text) and `r` (numbers) a column; `caption` says in words what the table holds."""

    caption: str
    columns: tuple[str, ...]
    align: str
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0


def make_table(
    caption: str, columns: Sequence[tuple[str, Literal["l", "r"]]], rows: Sequence[Sequence[str]], *, most: int = LONGEST
) -> Table:
    """The first `most` rows; `left_out` says how many there were beyond. A column in which nothing is known is left out."""
    known = [k for k in range(len(columns)) if not rows or any(row[k] not in ABSENT for row in rows)]
    shown = tuple(tuple(row[k] for k in known) for row in rows[:most])
    heads, align = tuple(columns[k][0] for k in known), "".join(columns[k][1] for k in known)
    return Table(caption, heads, align, shown, max(0, len(rows) - most))


def tabulate_answers(run: Row, terms: Sequence[Term] = ()) -> Table:
    """The file's answers with their probabilities, and what the yardstick calls them where its terms are given."""
    before = run.get("before", {}).get("answers", {})
    rows = [
        (
            Name(name),
            say_share(**_estimate(before.get(name))),
            say_share(a["probability"], a["standard_error"]),
            str(find_likelihood(a["probability"], terms, a["standard_error"])) if terms else "",
        )
        for name, a in run["answers"].items()
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("answer", "l"),
        ("before", "r"),
        ("given evidence" if before else "probability", "r"),
        ("in words", "l"),
    ]
    return make_table("Answers", heads, rows)


def _estimate(row: Row | None) -> dict[str, Any]:
    return {"value": None} if row is None else {"value": row["probability"], "error": row["standard_error"]}


def tabulate_outcomes(run: Row, after: Row | None = None) -> Table:
    """Endings with their probability; beside it that given the evidence, where there is an update."""
    columns: list[tuple[str, Literal["l", "r"]]] = [("ending", "l"), ("probability", "r")]
    later = {o["name"]: o for o in after["outcomes"]} if after else {}
    if after:
        columns.append(("given evidence", "r"))
    rows = []
    for o in run["outcomes"]:
        row = [Name(o["name"]), say_share(o["probability"], o["standard_error"])]
        if after:
            then = later.get(o["name"], {})
            row.append(say_share(then.get("probability"), then.get("standard_error")))
        rows.append(row)
    return make_table("Endings", columns, rows)


def tabulate_events(run: Row) -> Table:
    rows = [
        (Name(name), *(say_happened(run, name, t) for t in (0, len(e["by"]) // 2, -1)))
        for name, e in sorted(run["events"].items(), key=lambda pair: -pair[1]["by"][-1])
    ]
    half = run["periods"][len(run["periods"]) // 2]
    return make_table(
        "Events: share of futures in which each has happened",
        [("event", "l"), (f"by {run['periods'][0]}", "r"), (f"by {half}", "r"), ("by the end", "r")],
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
        [("quantity", "l"), ("median at first", "r"), ("median at the end", "r"), ("nine in ten at the end", "r"), ("unit", "l")],
        rows,
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


def tabulate_assumptions(stress: Row) -> Table:
    rows = [
        (
            Name(a["name"]),
            say_percent(a.get("credence")),
            say_points(a.get("load"), a.get("standard_error"), unit=""),
            say_points(a.get("exposure"), a.get("exposure_standard_error"), unit=""),
            say_points(a.get("shapley"), a.get("shapley_standard_error"), unit=""),
        )
        for a in sorted(stress["assumptions"], key=lambda a: -abs(a.get("exposure") or 0.0))
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("assumption", "l"),
        ("credence", "r"),
        ("load", "r"),
        ("exposure", "r"),
        ("Shapley share", "r"),
    ]
    return make_table("Assumptions by exposure (load, exposure and Shapley share in percentage points of the answer)", heads, rows)


def tabulate_sets(stress: Row) -> Table:
    rows = [
        (
            say_list([say_name(n) for n in s["assumptions"]]),
            say_share(s["probability_of_answer"], s["standard_error"]),
            say_rare(s["probability_of_set"]),
        )
        for s in stress["breaking_sets"]
    ]
    return make_table("Breaking sets", [("if these fail, the rest holding", "l"), ("the answer", "r"), ("all fail with", "r")], rows)


def tabulate_interactions(stress: Row, *, most: int = 8) -> Table:
    """The strongest interactions of pairs, those that stand clear of their error first."""
    found = sorted(stress.get("interactions", []), key=lambda i: -abs(i.get("interaction") or 0.0))
    clear = [i for i in found if abs(i["interaction"]) > 2 * i["standard_error"]][:most]
    rows = [
        (
            say_list([say_name(n) for n in i["assumptions"]]),
            say_points(i["interaction"], i["standard_error"], unit=""),
            "worse together than the sum" if i["interaction"] > 0 else "less together than the sum",
        )
        for i in clear
    ]
    return make_table(
        "Strongest interactions", [("pair failing together", "l"), ("points beyond the sum of the two loads", "r"), ("", "l")], rows
    )


def tabulate_broken(stress: Row) -> Table:
    """Assumptions that the model itself can break: association, not effect."""
    rows = [
        (
            Name(a["name"]),
            say_share(a["broke"]["probability"], a["broke"]["standard_error"]),
            say_share(a["answer_if_broke"]["probability"], a["answer_if_broke"]["standard_error"]),
            say_share(a["answer_if_held"]["probability"], a["answer_if_held"]["standard_error"]),
        )
        for a in stress.get("broken_by_the_model", [])
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("assumption", "l"),
        ("breaks in", "r"),
        ("answer where it broke", "r"),
        ("where it held", "r"),
    ]
    return make_table("Broken by the model itself (association, not effect)", heads, rows)


def list_unknowns(drivers: Row) -> list[Row]:
    """Every unknown, by what it does in all; where no design was run, by what it does alone."""
    found = [*drivers["parameters"], *drivers.get("assumptions", []), *drivers.get("others", [])]
    return sorted(found, key=lambda u: (-_number(u.get("total")), -_number(u.get("first_order")), -_number(u.get("pawn"))))


def find_leaders(drivers: Row) -> tuple[list[Row], list[Row]]:
    """The unknowns whose index stands clear of its error: those that cannot be told from the first of them, and the others."""
    designed = any(u.get("total") is not None for u in list_unknowns(drivers))
    index, error = ("total", "total_standard_error") if designed else ("first_order", "standard_error")
    clear = [u for u in list_unknowns(drivers) if _number(u.get(index)) > 2 * (u.get(error) or 0.0)]
    clear.sort(key=lambda u: -u[index])
    leaders = [u for u in clear if clear[0][index] - u[index] <= 2 * math.hypot(clear[0].get(error) or 0.0, u.get(error) or 0.0)]
    return leaders, [u for u in clear if u not in leaders]


def tabulate_parameters(drivers: Row) -> Table:
    rows = [
        (
            Name(u["name"]),
            say_index(u.get("first_order"), u.get("standard_error")),
            say_index(u.get("total"), u.get("total_standard_error")),
            say_estimate(u.get("pawn"), u.get("pawn_standard_error")),
            "" if u.get("evpi") is None else say_estimate(u["evpi"], u.get("evpi_standard_error")),
            say_list([say_name(n) for n in u.get("tied") or []]),
        )
        for u in list_unknowns(drivers)
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("unknown", "l"),
        ("alone", "r"),
        ("in all", "r"),
        ("PAWN", "r"),
        ("worth knowing", "r"),
        ("together with", "l"),
    ]
    return make_table("Unknowns: share in the variance, and what knowing is worth", heads, rows)


def tabulate_boxes(scenarios: Row) -> Table:
    rows = [
        (
            say_box(box),
            say_percent(box["coverage"]),
            say_percent(box["density"]),
            say_percent(box["mass"]),
        )
        for box in scenarios["boxes"]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("where", "l"),
        ("of all such futures, it holds", "r"),
        ("of the futures in it, such are", "r"),
        ("of all futures", "r"),
    ]
    return make_table("Combinations that bring it about", heads, rows)


def say_box(box: Row) -> str:
    """Where a box lies, in words."""
    words = [w.replace("`", "").replace("_", " ") for w in box.get("words") or []]
    return say_list(words) or "anywhere"


def tabulate_indicators(signposts: Row, *, now: Mapping[str, str] | None = None) -> Table:
    """The watch list first, then the others by their lead; `now` has the current value of each in words."""
    watch = list(signposts["watch"])
    found = {i["name"]: i for i in signposts["indicators"]}
    rest = sorted((n for n in found if n not in watch), key=lambda n: -_number(found[n].get("lead_time")))
    rows = [
        (
            Name(n),
            "watch" if n in watch else "",
            _say_lead(found[n]),
            _say_threshold(found[n]),
            (now or {}).get(n, "unknown"),
            say_percent(found[n].get("hits"), found[n].get("hits_standard_error")),
            say_percent(found[n].get("false_alarms"), found[n].get("false_alarms_standard_error")),
        )
        for n in [*(n for n in watch if n in found), *rest]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("indicator", "l"),
        ("on the list", "l"),
        ("tells from", "l"),
        ("alarm at", "l"),
        ("now", "l"),
        ("hits", "r"),
        ("false alarms", "r"),
    ]
    return make_table("Indicators", heads, rows)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else -1.0


def _say_lead(indicator: Row) -> str:
    """From when on the indicator tells, and how many periods before the answer comes true."""
    if indicator["lead"] is None:
        return "not in time"
    lead = indicator.get("lead_time")
    ahead = f", {lead:.1f} periods ahead" if lead is not None else ""
    return f"{indicator['lead']}{ahead}"


def _say_threshold(indicator: Row) -> str:
    threshold = indicator["threshold"]
    way = "under" if indicator.get("direction") == "lower" else "over"
    return "none" if threshold is None else f"{way} {say_number(threshold)}"


def tabulate_policies(policies: Row) -> Table:
    """What each policy does to the answer and to the goals, in the same futures as the status quo, which stands first."""
    rows = [
        (
            Name(p["name"]),
            say_share(p["answer"], p["standard_error"]),
            say_points(p["change"], p["change_standard_error"], unit="") if p["change_standard_error"] else "",
            say_estimate(p.get("goals"), p.get("goals_standard_error")),
            say_estimate(p["goals_change"], p["goals_change_standard_error"]) if p.get("goals_change_standard_error") else "",
        )
        for p in policies["policies"]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("policy", "l"),
        ("answer", "r"),
        ("change, points", "r"),
        ("goals", "r"),
        ("change", "r"),
    ]
    return make_table("Policies: the answer, and the weighted goals (more is better)", heads, rows)


def tabulate_regret(policies: Row) -> Table:
    """What each policy forgoes against the best one in each future; empty where the file states no goals."""
    rows = [
        (
            Name(p["name"]),
            say_estimate(p["regret"]["mean"], p["regret"].get("mean_standard_error")),
            say_estimate(p["regret"]["p95"], p["regret"].get("p95_standard_error")),
            say_number(p["regret"]["max"]),
            *(say_share(*(p.get(k) or {"value": None, "error": None}).values()) for k in ("satisfies", "ruined")),
        )
        for p in policies["policies"]
        if p["regret"].get("mean") is not None
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("policy", "l"),
        ("mean regret", "r"),
        ("95% under", "r"),
        ("largest", "r"),
        ("good enough", "r"),
        ("much worse", "r"),
    ]
    return make_table("Policies: regret, and how often each is good enough or does much harm", heads, rows)


def tabulate_update(update: Row) -> Table:
    rows = [
        (Name(n), say_percent(a["prior"]), say_share(a["posterior"], a.get("standard_error"))) for n, a in update["assumptions"].items()
    ]
    return make_table("Assumptions before and after the evidence", [("assumption", "l"), ("before", "r"), ("after", "r")], rows)


def tabulate_path(update: Row) -> Table:
    """The items in the order in which they were taken: the answer after each, how surprising it was, and how far it moved the odds."""
    prior = update.get("prior") or {"probability": None, "standard_error": None}
    first = ("", "before any evidence", say_share(prior["probability"], prior["standard_error"]), "", "")
    rows = [
        (
            p["on"],
            p["evidence"],
            say_share(p["answer"], p.get("standard_error")),
            say_bits(p.get("bits")) if p.get("possible", True) else "impossible",
            say_bits(p.get("odds_bits"), signed=True),
        )
        for p in update["path"]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("period", "l"),
        ("evidence", "l"),
        ("answer after it", "r"),
        ("surprise, bits", "r"),
        ("odds moved by, bits", "r"),
    ]
    return make_table("Evidence in order", heads, [first, *rows])


def tabulate_stated(run: Row) -> Table:
    """What was published beside the model's own probability and the baselines: the base rate where the file gives one, and one half."""
    rows = [
        (
            f.get("claim") or say_name(f["name"]),
            f["by"],
            _say_stated(f),
            _say_baseline(f.get("model"), f.get("model_standard_error")),
            _say_baseline(f.get("base_rate")),
            say_percent(f.get("half")),
        )
        for f in run.get("forecasts", [])
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("forecast", "l"),
        ("by", "l"),
        ("stated", "r"),
        ("model", "r"),
        ("base rate", "r"),
        ("one half", "r"),
    ]
    return make_table("Published forecasts beside the model and the baselines", heads, rows)


def tabulate_forecasts(score: Row, *, most: int = LONGEST) -> Table:
    rows = [
        (
            f.get("claim") or say_name(f["name"]),
            f["by"],
            _say_stated(f),
            _say_baseline(f.get("model"), f.get("model_standard_error")),
            _say_baseline(f.get("base_rate")),
            f["resolved"] or "open",
            say_mark(f.get("brier")),
            "none" if f.get("model_brier") is None else say_mark(f["model_brier"]),
        )
        for f in score["forecasts"]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("forecast", "l"),
        ("by", "l"),
        ("stated", "r"),
        ("model", "r"),
        ("base rate", "r"),
        ("came true", "l"),
        ("Brier", "r"),
        ("model's", "r"),
    ]
    return make_table("Forecasts (Brier score: 0 is perfect; one half each time scores 0.25)", heads, rows, most=most)


def tabulate_authors(score: Row) -> Table:
    """The mean scores of each author; skill is positive where they did better than the baseline."""
    named = [(by or "nobody named", t) for by, t in score.get("by_author", {}).items()]
    rows = [
        (
            f"{by} ({t['forecasts']:,})",
            say_mark(t["brier"], t.get("brier_standard_error")),
            say_mark(t.get("model_brier"), t.get("model_brier_standard_error")),
            say_skill(t.get("skill_base"), t.get("skill_base_standard_error")),
            say_skill(t.get("skill_half"), t.get("skill_half_standard_error")),
        )
        for by, t in [*named, *([("all", score["mean"])] if len(named) > 1 else [])]
    ]
    heads: list[tuple[str, Literal["l", "r"]]] = [
        ("by (forecasts)", "l"),
        ("Brier", "r"),
        ("model's", "r"),
        ("skill: base rate", "r"),
        ("skill: one half", "r"),
    ]
    return make_table("Authors: mean Brier score, and skill (1 is perfect, 0 no better than the baseline, less is worse)", heads, rows)


def say_skill(value: float | None, error: float | None = None) -> str:
    """`−0.3 ± 0.2`; without an error two decimals, or three digits where it is large."""
    if value is None:
        return "none"
    return say_estimate(value, error) if error or abs(value) >= 10 else f"{value:.2f}".replace("-", "−")


def _say_baseline(probability: float | None, error: float | None = None) -> str:
    """`none` where the model cannot tell, or the file gives no base rate."""
    return "none" if probability is None else say_percent(probability, error)


def _say_stated(forecast: Row) -> str:
    if forecast.get("words"):
        return f"{forecast['words']} ({say_percent(forecast['low'])} to {say_percent(forecast['high'])})"
    return say_percent(forecast.get("stated"))


def tabulate_changes(compare: Row) -> Table:
    rows = [
        (c["path"], str(c["from"]), str(c["to"]), say_points(c["share"], c["standard_error"], unit=""))
        for c in sorted(compare["changes"], key=lambda c: -abs(c["share"] or 0.0))
    ]
    return make_table("Changes and their share in the difference", [("where", "l"), ("from", "l"), ("to", "l"), ("points", "r")], rows)


PLURALS = {"series": "series", "auxiliary": "auxiliaries", "policy": "policies"}


def tabulate_coverage(coverage: Row) -> Table:
    kinds = say_list([say_count(n, kind, PLURALS.get(kind, "")) for kind, n in coverage.get("unclaimed_by_kind", {}).items()])
    rows = [
        ("claims of the source", f"{coverage['claims']:,}"),
        ("carried by the model", f"{coverage['carried']:,}"),
        ("left out with a reason", f"{coverage['left_out']:,}"),
        ("carried by nothing", say_list(list(coverage["missing"])) or "none"),
        ("elements without a claim", f"{len(coverage['unclaimed']):,}{f' ({kinds})' if kinds else ''}"),
    ]
    return make_table("Coverage", [("", "l"), ("", "l")], rows)


def tabulate_left_out(coverage: Row) -> Table:
    """Claims that the model does not carry, and why."""
    rows = [
        (c["id"], c["at"], c["says"], c["left_out"] or "carried by nothing, and no reason given")
        for c in coverage.get("details", [])
        if not c["carried_by"]
    ]
    return make_table("Claims that are not in the model", [("claim", "l"), ("at", "l"), ("says", "l"), ("why not", "l")], rows)


TABLES: Mapping[str, Callable[[Row], tuple[Table, ...]]] = {
    "run": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_events(d), tabulate_stated(d)),
    "stress": lambda d: (tabulate_assumptions(d), tabulate_sets(d), tabulate_interactions(d), tabulate_broken(d)),
    "drivers": lambda d: (tabulate_parameters(d),),
    "scenarios": lambda d: (tabulate_boxes(d),),
    "signposts": lambda d: (tabulate_indicators(d),),
    "policies": lambda d: (tabulate_policies(d), tabulate_regret(d)),
    "update": lambda d: (tabulate_answers(d), tabulate_outcomes(d), tabulate_update(d), tabulate_path(d)),
    "score": lambda d: (tabulate_forecasts(d), tabulate_authors(d)),
    "compare": lambda d: (tabulate_changes(d),),
    "coverage": lambda d: (tabulate_coverage(d), tabulate_left_out(d)),
}
"""The tables of each question, by the name of its command."""


def tabulate(question: str, finding: Row) -> tuple[Table, ...]:
    """The tables of a finding that have rows."""
    return tuple(t for t in TABLES[question](finding) if t.rows)
