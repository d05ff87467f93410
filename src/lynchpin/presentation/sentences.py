"""The sentence that opens each part of a report: the finding in words, one function a part.

Each takes findings as dictionaries. A sentence here speaks of likelihood; none speaks of confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lynchpin.presentation.unknowns import find_leaders
from lynchpin.presentation.wording import (
    Term,
    find_likelihood,
    open_sentence,
    say_count,
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
FEW = 4
"""Names that a sentence lists; of more it says how many."""


def find_headline(run: Row, answer: str = "") -> tuple[str, float, float]:
    """The answer that a forecast is about (the file's first unless told): its name, probability and standard error."""
    answers = run["answers"]
    name = answer or run.get("answer") or next(iter(answers))
    return name, answers[name]["probability"], answers[name]["standard_error"]


def say_answer(run: Row, terms: Sequence[Term], after: Row | None = None, *, answer: str = "") -> str:
    name, probability, error = find_headline(run, answer)
    words = find_likelihood(probability, terms, error)
    what = "the answer is yes" if name == "yes" else f"“{say_name(name)}” comes about"
    text = f"{open_sentence(str(words))}: {what} in {say_share(probability, error)} of futures."
    if after is None:
        return text
    _, then, then_error = find_headline(after, name)
    later = str(find_likelihood(then, terms, then_error))
    return f"{text} {_say_move((probability, error), (then, then_error), str(words), later)}"


def _say_move(before: tuple[float, float], after: tuple[float, float], words: str, later: str) -> str:
    then, amount = after[0], say_share(*after)
    same = f"still {later}" if later == words else later
    if abs(then - before[0]) < 2 * math.hypot(before[1], after[1]):
        return f"The evidence since leaves it about where it was, at {amount}: {same}."
    return f"The evidence since {'raises' if then > before[0] else 'lowers'} it to {amount}: {same}."


def say_endings(run: Row) -> str:
    """Which ending is the commonest, and which follow."""
    ordered = sorted(run["outcomes"], key=lambda o: -o["probability"])
    first, *rest = ordered
    others = [f"{say_name(o['name'])} ({say_percent(o['probability'], o['standard_error'])})" for o in rest[:2] if o["probability"] > 0]
    then = f", then {say_list(others)}" if others else ""
    share = say_percent(first["probability"], first["standard_error"])
    return f"The commonest ending is {say_name(first['name'])} ({share} of futures){then}."


def say_commonest(run: Row) -> str:
    """The commonest ending as the title of a chart."""
    first = max(run["outcomes"], key=lambda o: o["probability"])
    return f"The commonest ending is {say_name(first['name'])} ({say_percent(first['probability'], first['standard_error'])} of futures)"


def say_load(stress: Row) -> str:
    """What the answer hangs on first, and what it takes to break it."""
    clear = [a for a in stress["assumptions"] if a.get("load") is not None and abs(a["load"]) > 2 * a["standard_error"]]
    if not clear:
        text = "No single assumption, failing alone, changes the answer by more than the error of this run."
    else:
        first = max(clear, key=lambda a: abs(a["load"]))
        weakest = max(clear, key=lambda a: abs(a["exposure"]))
        moved = say_points(abs(first["load"]), first["standard_error"]).lstrip("+")
        way = "raises" if first["load"] > 0 else "lowers"
        text = f"The answer hangs most on “{say_name(first['name'])}”: its failure alone {way} it by {moved}"
        if weakest["name"] == first["name"]:
            text += ", and none exposes it more."
        else:
            text += f"; the greatest exposure lies on “{say_name(weakest['name'])}”, whose chance of failing is {say_percent(weakest['vulnerability'])}."
    return f"{text} {say_sets(stress)}"


def say_sets(stress: Row) -> str:
    sets = stress["breaking_sets"]
    level = say_percent(stress.get("threshold", 0.5))
    down = (stress.get("search") or {}).get("direction") == "down"
    reach = f"below {level}" if down else f"to {level} or more"
    if not sets:
        return f"No set of failures was found that brings it {reach}."
    smallest = min(sets, key=lambda s: (len(s["assumptions"]), -s["probability_of_set"]))
    size = len(smallest["assumptions"])
    names = say_list([f"“{say_name(n)}”" for n in smallest["assumptions"]])
    if size == 1:
        return f"The failure of {names} is enough to bring it {reach}."
    such = f", such as {names}," if size <= FEW else ""
    return f"It takes {size} failures together{such} to bring it {reach}."


def say_set(one: Row, assumptions: Sequence[str] = ()) -> str:
    """A breaking set as a line; where nearly all of the `assumptions` that can fail are in it, by those that hold."""
    names = [f"“{say_name(n)}”" for n in one["assumptions"]]
    most = say_most(one["assumptions"], assumptions)
    if most:
        start = f"If {most.replace('all', 'all fail', 1)}"
    elif len(names) > FEW:
        start = f"If {say_list([*names[: FEW - 1], f'{len(names) - FEW + 1} more'])} all fail"
    else:
        start = f"If {say_list(names)} {'fails' if len(names) == 1 else 'all fail' if len(names) > 2 else 'both fail'}"
    return (
        f"{start}, the answer is yes in {say_share(one['probability_of_answer'], one['standard_error'])} of futures; "
        f"the chance that {'it does' if len(names) == 1 else 'they do'} is {say_rare(one['probability_of_set'])}."
    )


def say_most(failing: Sequence[str], assumptions: Sequence[str]) -> str:
    """`all but “a”` where nearly all of the assumptions fail; else nothing, as they are better named one by one."""
    hold = [f"“{say_name(n)}”" for n in assumptions if n not in failing]
    if len(failing) <= FEW or len(hold) > FEW:
        return ""
    return f"all but {say_list(hold)}" if hold else "all"


def say_interaction(one: Row) -> str:
    """What a pair of failures does beyond the sum of the two, as a line."""
    names = say_list([f"“{say_name(n)}”" for n in one["assumptions"]])
    return f"{names} failing together: {say_points(one['interaction'], one['standard_error'])} beyond the sum of their loads."


def list_clear_interactions(stress: Row) -> list[Row]:
    """The interactions that stand clear of their error, the strongest first."""
    clear = [i for i in stress.get("interactions", []) if abs(i["interaction"] or 0.0) > 2 * i["standard_error"]]
    return sorted(clear, key=lambda i: -abs(i["interaction"]))


def say_unfolding(run: Row, shown: Sequence[str]) -> str:
    """How the endings come about: the commonest, the likeliest event, and the quantity that moves most."""
    text = say_endings(run)
    quantities = {**run.get("stocks", {}), **run.get("auxiliaries", {})}
    moves = {n: measure_move(quantities[n]) for n in shown if n in quantities}
    if moves:
        name = max(moves, key=lambda n: abs(moves[n]))
        q = quantities[name]
        way = "rises" if moves[name] > 0 else "falls"
        last = say_number(q["p50"][-1], unit=_say_unit(q))
        text += f" {open_sentence(say_name(name))} moves most: its median {way} from {say_number(q['p50'][0])} to {last}."
    return text


def _say_unit(quantity: Row) -> str:
    unit = quantity.get("unit") or ""
    return "" if unit in ("1", "dimensionless") else unit


def measure_move(q: Row) -> float:
    """How far the median moves, in widths of the range of nine in ten futures at the end."""
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
    """What is robust, and where the ways of being robust disagree; without goals, what moves the answer most."""
    robust = policies["robust"]
    if robust["minimax_regret"] is None:
        return _say_strongest(policies["policies"][1:])
    chosen = [_list_chosen(robust, way) for way in ("minimax_regret", "satisficing")]
    minimax, satisficing = (say_list([f"“{say_name(n)}”" for n in names], "or") or "none" for names in chosen)
    disagree = robust.get("disagree", minimax != satisficing)
    if set(chosen[0]) == set(chosen[1]):
        alike = ", which this run cannot tell apart" if len(chosen[0]) > 1 else ""
        text = f"The robust choice is {minimax}{alike}: by the smallest worst-case regret, and by how often it is good enough."
        average = robust.get("best_on_average")
        return f"{text} On average “{say_name(average)}” does best." if disagree and average else text
    start = "Two ways of choosing robustly disagree" if disagree else "As far as can be told the ways of choosing robustly agree"
    return f"{start}: {minimax} has the smallest worst-case regret, {satisficing} is good enough most often."


def _list_chosen(robust: Row, way: str) -> list[str]:
    """The policy that is chosen in this way, and those that cannot be told from it."""
    tied = (robust.get("ties") or {}).get(way) or [robust[way]]
    return [str(n) for n in dict.fromkeys([robust[way], *tied]) if n is not None]


def _say_strongest(policies: Sequence[Row]) -> str:
    strongest = max(policies, key=lambda p: abs(p["change"]))
    moved = say_points(strongest["change"], strongest["change_standard_error"])
    return f"“{open_sentence(say_name(strongest['name']))}” moves the answer most, by {moved}; the file states no goals to choose by."


def say_drivers(drivers: Row) -> str:
    """How much could be known, and what matters most."""
    share = drivers.get("reducible")
    text = ""
    if share is not None:
        amount = say_percent(min(1.0, max(0.0, share)), drivers.get("reducible_standard_error"))
        what = "the answer" if drivers["of"] == "yes" else f"“{say_name(drivers['of'])}”"
        text = f"Of the uncertainty about {what}, {amount} could be removed by knowing more; the rest is chance. "
    return f"{text}{say_leaders(drivers)}"


def say_leaders(drivers: Row) -> str:
    """Which unknowns matter most, as far as the run can tell them apart."""
    leaders, others = find_leaders(drivers)
    names, next_names = ([f"“{say_name(u['name'])}”" for u in some] for some in (leaders, others))
    if not leaders:
        return "No single unknown stands out from the error of this run."
    if len(leaders) == 1:
        then = f", then {say_list(next_names[:2])}" if others else ""
        return f"The unknown that matters most is {names[0]}{then}."
    if len(leaders) <= 3:
        return f"{say_list(names)} matter most; which of them more this run cannot tell."
    return f"Several unknowns matter about as much, as far as this run can tell: {say_list([*names[:3], f'{len(leaders) - 3} more'])}."


def say_score(score: Row) -> str:
    """How the stated forecasts did beside one half and beside the model."""
    resolved = [f for f in score["forecasts"] if f["resolved"] in ("yes", "no")]
    mean = score["mean"]
    if not resolved or mean["brier"] is None:
        return "None of the forecasts has come due yet."
    came = sum(f["resolved"] == "yes" for f in resolved)
    mark = f"{say_mark(mean['brier'], mean.get('brier_standard_error'))} by Brier, {_compare_half(mean)}"
    if len(resolved) == 1:
        return f"The one forecast that came due {'came true' if came else 'did not come true'}; as stated it scores {mark} one half (0.25)."
    return f"{len(resolved):,} forecasts came due and {came or 'none'} came true; as stated they score {mark} one half each time (0.25)."


def _compare_half(mean: Row) -> str:
    """Whether a mean score is better than that of one half each time, as far as its error tells."""
    apart, error = 0.25 - mean["brier"], mean.get("brier_standard_error") or 0.0
    if abs(apart) <= 2 * error:
        return "no different, within the error, from"
    return "better than" if apart > 0 else "worse than" if apart < 0 else "as good as"


def say_coverage(coverage: Row) -> str:
    total, carried, left = coverage["claims"], coverage["carried"], coverage["left_out"]
    if not total:
        return "The file lists no claims of a source."
    missing = len(coverage["missing"])
    rest = f"{left} are left out with a reason" if left != 1 else "1 is left out with a reason"
    tail = f"{say_count(missing, 'claim')} {'is' if missing == 1 else 'are'} carried by nothing" if missing else "none is forgotten"
    return f"Of {say_count(total, 'claim')} of the source, {carried} are carried by the model, {rest}, and {tail}."


def say_stories(stories: Sequence[Row]) -> str:
    """`stories` are one for each ending."""
    each = f"One story for each of {len(stories)} endings, with the share of futures that end so" if len(stories) != 1 else "One story"
    return f"{each}: a future that was drawn, the most typical of its kind."


def say_fine_print(run: Row) -> str:
    return (
        f"Everything here comes from one file and from futures drawn with seed {run['seed']} ({run['futures']:,} for the forecast); "
        "the same command on the same machine gives the same figures."
    )
