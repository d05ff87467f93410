"""Sentences about a forecast: the answer, the outcomes, how the quantities move, and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lynchpin.language.scale import SATURATED
from lynchpin.presentation.likelihoods import list_terms, name_likelihood
from lynchpin.presentation.naming import name_answer, name_outcome, name_period, name_quantity
from lynchpin.presentation.numbers import format_number, format_percent, format_probability
from lynchpin.presentation.sentences.drivers import describe_reducible
from lynchpin.presentation.states import State, measure_move
from lynchpin.presentation.wording import format_count, format_list, format_name
from lynchpin.questions.shared.method import count_effective
from lynchpin.statistics.estimates import Estimate

if TYPE_CHECKING:
    from lynchpin.questions.forecast.question import ForecastFinding
    from lynchpin.questions.forecast.trust import Decisiveness

OFTEN = 0.01
OFTEN_CHANCE = 0.01
LARGE_RESIDUAL = 0.001
"""Shares of periods, and of games, above which there is a warning."""
CONDITIONAL = (
    "Probabilities of answers, outcomes and events are not only counted: the known chances of events, choices and assumptions along each path "
    "reduce their errors (control variates)."
)
FEW = 3
"""Largest number of outcomes named in a sentence."""


def describe(finding: ForecastFinding) -> str:
    """Return the forecast in a few sentences."""
    sentences = [describe_answer(finding), describe_outcomes(State.of_forecast(finding)), describe_ignored(finding)]
    sentences += [describe_reducible(finding.reducible, finding.headline)] if finding.reducible is not None else []
    return " ".join(s for s in [*sentences, *warn(finding)] if s)


def describe_answer(finding: ForecastFinding, answer: str = "") -> str:
    """Return `Probability of “yes”: 38.8% (standard error 0.8 points, 4,000 futures), unlikely.`

    If the probability was not estimated by counting, the number of counted futures that would give the same error is included.

    Args:
        finding: The forecast.
        answer: The answer, by default the headline answer.
    """
    name = answer or finding.headline
    share, futures = finding.answers[name], describe_futures(finding, finding.answers[name])
    word = name_likelihood(share, list_terms(finding.model.yardstick))
    return f"Probability of {name_answer(name)}: {format_probability(share, futures)}, {word}."


def describe_futures(finding: ForecastFinding, share: Estimate) -> str:
    """Return `20,000 futures, as exact as counting 51,000`.

    Args:
        finding: The forecast.
        share: The probability that the futures gave.
    """
    futures, effective = f"{len(finding.summary):,} futures", round_down(count_effective(share, finding.summary.sound))
    return (
        f"{futures}, as exact as counting {effective:,}" if finding.method != "counting" and effective > finding.summary.sound else futures
    )


def round_down(count: float) -> int:
    """Return a count with its first two digits, so that it claims no more than is known."""
    step: int = 10 ** max(0, len(str(int(count))) - 2)
    return int(count) // step * step


def describe_ignored(finding: ForecastFinding) -> str:
    """Return that the forecast ignores the evidence of the file; empty if there is none, or if the forecast uses it."""
    items = len(finding.model.evidence)
    if not items or finding.given_evidence:
        return ""
    return f"This ignores the file's {format_count(items, 'item')} of evidence; `lynchpin update` uses {'it' if items == 1 else 'them'}."


def describe_outcomes(state: State) -> str:
    """Return the most probable outcomes with their probabilities."""
    names = sorted(state.outcomes, key=lambda n: -state.outcomes[n].value)
    named = [
        f"{name_outcome(state.model, n)} ({format_percent(*state.shown_outcomes[n])})" for n in names[:FEW] if state.outcomes[n].value > 0
    ]
    if not named:
        return ""
    rest = f", followed by {format_list(named[1:])}" if len(named) > 1 else ""
    return f"The most probable outcome is {named[0]}{rest}."


def describe_unfolding(state: State, shown: Sequence[str]) -> str:
    """Return the most probable outcomes, and the quantity whose median moves most.

    Args:
        state: The state of knowledge.
        shown: Quantities to choose from.
    """
    text = describe_outcomes(state)
    fans = {n: f for n, f in state.fans.items() if n in shown and f.is_known}
    if fans:
        name = max(fans, key=lambda n: abs(measure_move(fans[n])))
        fan = fans[name]
        way = "rises" if measure_move(fan) > 0 else "falls"
        first, last = format_number(fan.median[0]), format_number(fan.median[-1], unit=fan.unit)
        text += f" The quantity that moves most is {name_quantity(state.model, name)}: its median {way} from {first} to {last}."
    return text


def describe_fine_print(finding: ForecastFinding) -> str:
    return (
        f"Everything here comes from one file and from futures drawn with seed {finding.summary.seed} ({len(finding.summary):,} for the "
        "forecast). The same command on the same machine gives the same figures."
    ) + (f" {CONDITIONAL}" if finding.method == "conditional" else "")


def warn(finding: ForecastFinding) -> list[str]:
    """Return the warnings about a forecast; empty if there are none."""
    trust, model = finding.trust, finding.model
    periods, warnings = name_period(model, 2), []
    if trust.unmatched[0] > 0:
        share = format_probability(trust.unmatched)
        warnings.append(f"Futures that match no outcome: {share}. The last outcome of the file could be `otherwise`.")
    if trust.residual_large > LARGE_RESIDUAL:
        warnings.append(f"In {100 * trust.residual_large:.2g}% of games the equilibrium has an error above 0.0001.")
    warnings += _warn_of_steps(finding)
    beyond = [f"“{format_name(n)}” ({100 * s:.2g}%)" for n, s in trust.chance_clipped.items() if s > OFTEN_CHANCE]
    if beyond:
        warnings.append(f"Chances of events outside 0 to 1, clipped in more than 1% of {periods}: {format_list(beyond)}.")
    return warnings + [text for a in trust.actors if (text := _warn_of_actor(a))]


def _warn_of_steps(finding: ForecastFinding) -> list[str]:
    """Return warnings of stocks that are clipped and of flows that are larger than their stock, with a number of sub-steps to try."""
    trust, model = finding.trust, finding.model
    period, warnings = name_period(model), []
    clipped, coarse = (
        [f"{name_quantity(model, n)} ({float(f'{100 * s:.2g}'):g}%)" for n, s in shares.items() if s > OFTEN]
        for shares in (trust.clipped, trust.coarse)
    )
    better = f"`within: {trust.suggested_within}` in the clock" if trust.suggested_within else "a finer clock or smaller rates"
    if coarse:
        warnings.append(
            f"Flows larger than their stock in more than 1% of {period}s: {format_list(coarse)}. "
            f"The stock changes too much in one step; {better} would be more accurate."
        )
    if clipped:
        warnings.append(
            f"Clipped at a bound in more than 1% of {period}s: {format_list(clipped)}. The step may be too coarse: try {better}. "
            "If the answer stays the same, the quantity does reach its bound."
        )
    return warnings


def is_saturated(actor: Decisiveness) -> bool:
    """Whether one option has nearly all of the probability in nearly all decisions of an actor."""
    return actor.decisions > 0 and actor.largest > SATURATED


def _warn_of_actor(actor: Decisiveness) -> str:
    name = f"“{format_name(actor.actor)}”"
    if is_saturated(actor):
        return (
            f"{name} is saturated: its most probable option has a probability of {100 * actor.largest:.4g}% on average. "
            "Its payoffs may be too large for its rationality."
        )
    if not actor.hardly_chooses:
        return ""
    return (
        f"{name} mixes its {actor.options} options nearly evenly in {100 * actor.uniform:.0f}% of its decisions: "
        "either they are worth about the same to it, or the other actors' choices keep it mixing."
    )
