"""Sentences about a forecast: the answer, the outcomes, and how the quantities move."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lynchpin.presentation.wording import Term, find_likelihood, open_sentence, say_list, say_name, say_number, say_percent, say_share
from lynchpin.questions.shared.finding import join_words
from lynchpin.statistics.estimates import Estimate, write_error, write_share

if TYPE_CHECKING:
    from lynchpin.questions.forecast.question import ForecastFinding
    from lynchpin.questions.forecast.trust import Decisiveness

OFTEN_CLIPPED = 0.01
OFTEN_CHANCE = 0.01
LARGE_RESIDUAL = 0.001
"""Shares of periods, and of games, from which on a warning is given."""

Row = Mapping[str, Any]


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


def say_fine_print(run: Row) -> str:
    return (
        f"Everything here comes from one file and from futures drawn with seed {run['seed']} ({run['futures']:,} for the forecast); "
        "the same command on the same machine gives the same figures."
    )


def describe(finding: ForecastFinding) -> str:
    """The forecast in at most five sentences."""
    return " ".join([_say_probability(finding), _say_commonest_outcomes(finding), *_say_reducible(finding), *warn(finding)][:5])


def _say_probability(finding: ForecastFinding) -> str:
    share, futures = finding.answers[finding.headline], len(finding.summary)
    if not 0 < share.value < 1:
        return (
            f"`{finding.headline}` comes true in {'all' if share.value else 'none'} of {futures:,} futures, hence in {write_share(share)}."
        )
    error = write_error(100 * share.error)
    unit = "point" if error == "1" else "points"
    return f"`{finding.headline}` comes true in {write_share(share)} of {futures:,} futures (standard error {error} {unit})."


def _say_commonest_outcomes(finding: ForecastFinding) -> str:
    order = sorted(finding.outcomes.items(), key=lambda item: -item[1].value)
    told = [f"`{name}` ({write_share(share)})" for name, share in order[:3] if share.value > 0]
    return f"The commonest ending{'s are' if len(told) > 1 else ' is'} {join_words(told)}." if told else ""


def _say_reducible(finding: ForecastFinding) -> list[str]:
    share = finding.reducible
    if share is None or not math.isfinite(share.value):
        return []
    bounded = Estimate(min(max(share.value, 0.0), 1.0), share.error)
    told = write_share(bounded)
    return [f"Knowing every parameter and assumption would remove {told} of the variance of this answer; the rest is chance and choice."]


def warn(finding: ForecastFinding) -> list[str]:
    """What a reader should be warned of, and nothing where all went well."""
    trust, said = finding.trust, []
    if trust.unsound:
        said.append(f"{trust.unsound:,} of {trust.futures:,} futures left the finite numbers.")
    if trust.unmatched[0] > 0:
        said.append(f"{write_share(trust.unmatched)} of futures match no outcome; the last outcome of the file could be `otherwise`.")
    if trust.residual_large > LARGE_RESIDUAL:
        said.append(f"In {100 * trust.residual_large:.2g}% of games the equilibrium was not found to within 0.0001.")
    often = [f"`{n}` ({100 * s:.2g}%)" for n, s in trust.clipped.items() if s > OFTEN_CLIPPED]
    if often:
        said.append(f"Held at their bounds in more than 1 in 100 periods: {join_words(often)}.")
    beyond = [f"`{n}` ({100 * s:.2g}%)" for n, s in trust.chance_clipped.items() if s > OFTEN_CHANCE]
    if beyond:
        said.append(f"Chances that left 0 to 1 and were cut back in more than 1 in 100 periods: {join_words(beyond)}.")
    said += [_say_hardly(a) for a in trust.actors if a.hardly_chooses]
    return said


def _say_hardly(a: Decisiveness) -> str:
    return (
        f"`{a.actor}` hardly chooses: in {100 * a.uniform:.0f}% of its decisions each of its {a.options} options is about as likely "
        f"as any other (its likeliest has {100 * a.largest:.0f}% on average), so its values or its rationality say little."
    )
