"""The sentence that opens each part of a report: the finding in words, one function a part.

Each takes findings as dictionaries. A sentence here speaks of likelihood; none speaks of confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.wording import (
    Term,
    find_likelihood,
    open_sentence,
    say_count,
    say_list,
    say_name,
    say_number,
    say_percent,
    say_points,
    say_share,
)

Row = Mapping[str, Any]


def find_headline(run: Row) -> tuple[str, float, float]:
    """The answer that a forecast is about: its name, probability and standard error."""
    answers = run["answers"]
    name = run.get("answer") or next(iter(answers))
    return name, answers[name]["probability"], answers[name]["standard_error"]


def say_answer(run: Row, terms: Sequence[Term], after: Row | None = None) -> str:
    name, probability, error = find_headline(run)
    words = find_likelihood(probability, terms, error)
    text = f"{open_sentence(str(words))}: the answer is yes (“{say_name(name)}”) in {say_share(probability, error)} of futures."
    if after is None:
        return text
    _, then, then_error = find_headline(after)
    return f"{text} {_say_move(probability, then, then_error, str(words), str(find_likelihood(then, terms, then_error)))}"


def _say_move(before: float, then: float, error: float, words: str, later: str) -> str:
    amount = say_share(then, error)
    same = f", still {later}" if later == words else f", {later}"
    if abs(then - before) < 2 * error:
        return f"The evidence since leaves it about where it was, at {amount}{same}."
    return f"The evidence since {'raises' if then > before else 'lowers'} it to {amount}{same}."


def say_endings(run: Row) -> str:
    """Which ending is the commonest, and which follow."""
    ordered = sorted(run["outcomes"], key=lambda o: -o["probability"])
    first, *rest = ordered
    others = [f"{say_name(o['name'])} ({say_percent(o['probability'], o['standard_error'])})" for o in rest[:2] if o["probability"] > 0]
    then = f", then {say_list(others)}" if others else ""
    return f"The commonest ending is {say_name(first['name'])} ({say_percent(first['probability'], first['standard_error'])} of futures){then}."


def say_load(stress: Row) -> str:
    """What the answer hangs on first, and what it takes to break it."""
    clear = [a for a in stress["assumptions"] if a.get("load") is not None and abs(a["load"]) > 2 * a["standard_error"]]
    if not clear:
        text = "No single assumption, failing alone, changes the answer by more than the error of this run."
    else:
        first = max(clear, key=lambda a: abs(a["load"]))
        weakest = max(clear, key=lambda a: abs(a["exposure"]))
        text = f"The answer hangs most on “{say_name(first['name'])}”: its failure alone moves it by {say_points(first['load'], first['standard_error'])}"
        if weakest["name"] == first["name"]:
            text += ", and no other exposes it more."
        else:
            text += (
                f"; the greatest exposure lies on “{say_name(weakest['name'])}”, which fails with {say_percent(weakest['vulnerability'])}."
            )
    return f"{text} {say_sets(stress)}"


def say_sets(stress: Row) -> str:
    sets = stress["breaking_sets"]
    level = say_percent(stress.get("threshold", 0.5))
    down = (stress.get("search") or {}).get("direction") == "down"
    reach = f"below {level}" if down else f"to {level} or more"
    if not sets:
        return f"No set of failures was found that brings it {reach}."
    smallest = min(sets, key=lambda s: (len(s["assumptions"]), -s["probability_of_set"]))
    names = say_list([f"“{say_name(n)}”" for n in smallest["assumptions"]])
    if len(smallest["assumptions"]) == 1:
        return f"The failure of {names} is enough to bring it {reach}."
    return f"It takes {len(smallest['assumptions'])} failures together, such as {names}, to bring it {reach}."


def say_set(one: Row) -> str:
    """A breaking set as a line."""
    names = [f"“{say_name(n)}”" for n in one["assumptions"]]
    verb = "fails" if len(names) == 1 else "all fail" if len(names) > 2 else "both fail"
    return (
        f"If {say_list(names)} {verb}, the probability is {say_share(one['probability_of_answer'], one['standard_error'])}; "
        f"by the credences that comes about with {_say_rare(one['probability_of_set'])}."
    )


def _say_rare(probability: float) -> str:
    return say_percent(probability) if probability >= 0.001 else f"{100 * probability:.1g}%"


def say_unfolding(run: Row, shown: Sequence[str]) -> str:
    """How the endings come about: the commonest, the likeliest event, and the quantity that moves most."""
    text = say_endings(run)
    quantities = {**run.get("stocks", {}), **run.get("auxiliaries", {})}
    moves = {n: _measure_move(quantities[n]) for n in shown if n in quantities}
    if moves:
        name = max(moves, key=lambda n: abs(moves[n]))
        q = quantities[name]
        way = "rises" if moves[name] > 0 else "falls"
        text += f" What moves most is {say_name(name)}: its median {way} from {say_number(q['p50'][0])} to {say_number(q['p50'][-1], unit=_say_unit(q))}."
    return text


def _say_unit(quantity: Row) -> str:
    unit = quantity.get("unit") or ""
    return "" if unit in ("1", "dimensionless") else unit


def _measure_move(q: Row) -> float:
    """The move of the median in widths of the range of nine in ten futures at the end."""
    width = q["p95"][-1] - q["p05"][-1]
    return float((q["p50"][-1] - q["p50"][0]) / width) if width else 0.0


def say_watch(signposts: Row) -> str:
    watch = signposts["watch"]
    if not watch:
        return "No indicator tells the endings apart before the end."
    found = {i["name"]: i for i in signposts["indicators"]}
    first = found.get(watch[0], {})
    lead = first.get("lead")
    text = f"Watch “{say_name(watch[0])}” first"
    text += (
        f": from {lead} on it tells the two sides of the answer apart four times in five"
        if lead
        else ": it says most, though never enough by itself"
    )
    rest = f"; with it {say_list([f'“{say_name(n)}”' for n in watch[1:4]])}" if len(watch) > 1 else ""
    return f"{text}{rest}."


def say_policies(policies: Row) -> str:
    """What helps most by the mean, and what is robust; where the two ways of being robust disagree."""
    robust = policies["robust"]
    minimax, satisficing = (_say_choice(robust.get(k)) for k in ("minimax_regret", "satisficing"))
    if minimax == satisficing:
        return f"The robust choice is {minimax}, by the smallest largest regret and by how often it is good enough."
    return f"Two ways of choosing robustly disagree: {minimax} has the smallest largest regret, {satisficing} is good enough most often."


def _say_choice(choice: Any) -> str:
    if isinstance(choice, Mapping):
        choice = choice.get("policies") or choice.get("policy") or choice.get("name")
    names = [choice] if isinstance(choice, str) else list(choice or [])
    return say_list([f"“{say_name(str(n))}”" for n in names], "or") or "none"


def say_drivers(drivers: Row, run: Row | None = None) -> str:
    reducible = drivers.get("reducible")
    share = reducible.get("share") if isinstance(reducible, Mapping) else reducible
    ordered = sorted(drivers["parameters"], key=lambda p: -(p.get("total") or p.get("first_order") or 0.0))
    text = (
        ""
        if share is None
        else f"Of the uncertainty about the answer {say_percent(share)} could be removed by knowing more; the rest is chance. "
    )
    if not ordered:
        return f"{text}No parameter is uncertain."
    first = ordered[0]
    others = [f"“{say_name(p['name'])}”" for p in ordered[1:3]]
    then = f", then {say_list(others)}" if others else ""
    return f"{text}The unknown that matters most is “{say_name(first['name'])}”{then}."


def say_score(score: Row) -> str:
    """How the stated forecasts did beside one half and beside the model."""
    resolved = [f for f in score["forecasts"] if f.get("resolved") in ("yes", "no")]
    if not resolved:
        return "None of the forecasts has come due yet."
    mean = score["mean"]
    stated = mean.get("stated", mean)
    brier = stated.get("brier") if isinstance(stated, Mapping) else None
    text = f"Of {say_count(len(resolved), 'forecast')} that came due, {sum(f['resolved'] == 'yes' for f in resolved)} came true"
    if brier is None:
        return f"{text}."
    verdict = "better" if brier < 0.25 else "worse"
    return f"{text}; as stated they score {say_number(brier)} by Brier, {verdict} than saying one half each time (0.25)."


def say_coverage(coverage: Row) -> str:
    total, carried, left = coverage["claims"], coverage["carried"], coverage["left_out"]
    if not total:
        return "The file lists no claims of a source."
    missing = len(coverage["missing"])
    rest = f"{left} are left out with a reason" if left != 1 else "1 is left out with a reason"
    tail = f"{say_count(missing, 'claim')} {'is' if missing == 1 else 'are'} carried by nothing" if missing else "none is forgotten"
    return f"Of {say_count(total, 'claim')} of the source, {carried} are carried by the model, {rest}, and {tail}."


def say_stories(stories: Sequence[Row]) -> str:
    return f"{open_sentence(say_count(len(stories), 'story', 'stories'))} of how it may go, each a future that was drawn, the most typical of its ending."


def say_fine_print(run: Row) -> str:
    return f"Everything here comes from {run['futures']:,} futures drawn with seed {run['seed']} from one file; the same command on the same machine gives the same page."
