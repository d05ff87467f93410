"""Why: what each option is worth to an actor when it chooses, term by term, in a typical future or a given one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from lynchpin.engine.model import Model
from lynchpin.engine.order import MOST_FUTURES, Draws
from lynchpin.engine.replay import Replay, replay
from lynchpin.engine.results.futures import Futures
from lynchpin.engine.simulate import simulate
from lynchpin.errors import ArgumentError
from lynchpin.questions.shared.decisions import Decision, read_decision
from lynchpin.questions.shared.finding import Finding, describe_run, make_plain
from lynchpin.questions.shared.typical import find_typical, find_typical_member
from lynchpin.questions.why import WHY


@dataclass(frozen=True, eq=False, repr=False)
class WhyFinding(Finding):
    """One decision of an actor.

    Attributes:
        decision: The decision.
        future: Global index of its future; with the seed, it can be drawn again.
        outcome: How that future ends; empty if it has a non-finite value.
        typical: Why this future: it is typical of its `outcome`, or of those in which the actor chooses this `option`, or it was `given`.
        share: Share of all futures with this outcome or option; NaN if the future was given.
        futures: Number of futures among which it was sought.
    """

    question: ClassVar[str] = "why"
    model: Model
    decision: Decision
    future: int
    outcome: str
    typical: str
    share: float
    futures: int
    seed: int

    @property
    def label(self) -> str:
        """The period of the decision."""
        return self.model.periods[self.decision.period]

    @property
    def table(self) -> pd.DataFrame:
        """One row per term, and a column per option with what the term adds to its payoff."""
        decision = self.decision
        rows = [(one.term.text, one.term.faction, one.term.line, one.weight, one.influence, *one.contributions) for one in decision.terms]
        return pd.DataFrame(rows, columns=["term", "faction", "line", "weight", "influence", *decision.actor.options])

    def to_dict(self) -> dict[str, Any]:
        result = describe_run(self.model, futures=self.futures, seed=self.seed)
        result |= {"future": self.future, "outcome": self.outcome, "typical_of": self.typical, "typical_share": self.share}
        plain: dict[str, Any] = make_plain(result | describe_decision(self.model, self.decision))
        return plain


def describe_decision(model: Model, decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON.

    Args:
        model: The model.
        decision: The decision.
    """
    names, rival = decision.actor.options, decision.rival
    payoffs, now, later = decision.payoffs, decision.now, decision.later
    return {
        "actor": decision.actor.name,
        "at": model.periods[decision.period],
        "chosen": names[decision.chosen],
        "next": None if rival is None else names[rival],
        "lead": decision.lead,
        "mainly": [one.term.text for one, _ in decision.find_main_terms()],
        "rationality": decision.rationality,
        "options": [
            {"option": name, "payoff": payoffs[o], "now": now[o], "later": later[o], "probability": decision.probabilities[o]}
            for o, name in enumerate(names)
        ],
        "terms": [
            {
                "term": one.term.text,
                "faction": one.term.faction or None,
                "line": one.term.line,
                "weight": one.weight,
                "influence": one.influence,
                "values": dict(zip(names, one.values, strict=True)),
                "contributions": dict(zip(names, one.contributions, strict=True)),
            }
            for one in decision.terms
        ],
    }


def measure_why(
    model: Model,
    draws: Draws,
    *,
    actor: str,
    at: str,
    future: int | None = None,
    option: str | None = None,
    ensemble: Futures | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WhyFinding:
    """Find what each option was worth to an actor when it chose, term by term.

    Without `future` and `option`, the future is the typical one of the most probable outcome, as in `scenarios`.

    Args:
        model: The model to draw from.
        draws: The request.
        actor: Name of the actor.
        at: Label of the period.
        future: Global index of the future.
        option: An option; the future is then typical of those in which the actor chooses it in this period.
        ensemble: Futures at hand with their paths; drawn by default.
        progress: Called with the number of futures done and the number requested.

    Returns:
        The decision.

    Raises:
        QuestionError: The file has no actors.
        ArgumentError: There is no such actor, option or future, the period is not on the clock, or the actor makes no decision then.
    """
    WHY.need(model.actors)
    period = find_decision_period(model, at)
    info = next((a for a in model.actors if a.name == actor), None)
    if info is None:
        raise ArgumentError(_suggest(f"there is no actor called `{actor}`", actor, [a.name for a in model.actors], "the file has"))
    if option is not None and option not in info.options:
        raise ArgumentError(_suggest(f"`{actor}` has no option called `{option}`", option, info.options, "its options are"))
    if future is not None and option is not None:
        raise ArgumentError("`future` and `option` both choose the future\nhint: give one of them")
    if future is not None and ensemble is None:
        request, place, typical, share = draws.change(index=np.array([_read_future(future)], np.uint32)), 0, "given", np.nan
    else:
        drawn = ensemble or simulate(model, draws, progress=progress)
        request, (place, typical, share) = drawn.draws, _choose_future(drawn, actor, period, option, future)
    played = replay(model, request, np.array([place], np.intp))
    decision = read_decision(model, played, actor, period, 0)
    if decision is None:
        raise ArgumentError(_explain_absence(model, played, actor, period))
    if not np.isfinite(decision.payoffs).all():
        raise ArgumentError(
            f"the payoffs of `{actor}` in {at} are not finite in this future\nhint: `run` reports where non-finite values begin"
        )
    outcome = int(played.outcome[0])
    return WhyFinding(
        model=model,
        decision=decision,
        future=int(place if request.index is None else request.index[place]),
        outcome=model.outcomes[outcome] if outcome >= 0 else "",
        typical=typical,
        share=share,
        futures=request.futures,
        seed=request.seed,
    )


def find_decision_period(model: Model, label: str) -> int:
    """Return the index of a period.

    Args:
        model: The model.
        label: Its label.

    Raises:
        ArgumentError: It is not on the clock.
    """
    if label in model.periods:
        return model.periods.index(label)
    near = get_close_matches(label, model.periods, 1, cutoff=0.9)
    hint = f"did you mean {near[0]}?" if near else f"a period is written like {model.periods[0]}"
    raise ArgumentError(
        f"there is no period `{label}` on the clock, which runs from {model.periods[0]} to {model.periods[-1]}\nhint: {hint}"
    )


def _suggest(problem: str, name: str, known: list[str] | tuple[str, ...], listed: str) -> str:
    near = get_close_matches(name, known, 1)
    return f"{problem}\nhint: did you mean `{near[0]}`?" if near else f"{problem}\nhint: {listed} {', '.join(known)}"


def _read_future(future: int) -> int:
    if not 0 <= future < MOST_FUTURES:
        raise ArgumentError(f"`future` must be a whole number from 0 to {MOST_FUTURES - 1:,}, not {future}")
    return int(future)


def _choose_future(drawn: Futures, actor: str, period: int, option: str | None, future: int | None) -> tuple[int, str, float]:
    """Return the position of the future, why it was chosen, and the share of futures that are like it in this respect."""
    if future is not None:
        places = np.flatnonzero(drawn.index == _read_future(future))
        if not len(places):
            raise ArgumentError(
                f"future {future} is not among these {len(drawn):,} futures\nhint: ask the assessment instead of the futures"
            )
        return int(places[0]), "given", np.nan
    if option is None:
        typical = find_typical(drawn, per_outcome=2, least=1)
        if not typical:
            raise ArgumentError("no future has an outcome\nhint: `run` reports where non-finite values begin")
        first = max((one for one in typical if one.outcome == typical[0].outcome), key=lambda one: one.stands_for)
        return first.place, "outcome", float((drawn.outcome[drawn.sound] == first.outcome).mean())
    info = next(a for a in drawn.model.actors if a.name == actor)
    chosen = drawn.options[actor] == info.options.index(option)
    members = np.flatnonzero(chosen[period] & drawn.sound)
    if not len(members):
        raise ArgumentError(_explain_rarity(drawn, actor, option, period, chosen))
    return find_typical_member(drawn, members), "option", float(chosen[period][drawn.sound].mean())


def _explain_rarity(drawn: Futures, actor: str, option: str, period: int, chosen: Any) -> str:
    labels, shares = drawn.model.periods, chosen.mean(axis=1)
    problem = f"`{actor}` chooses `{option}` in {labels[period]} in none of {len(drawn):,} futures"
    if not shares.any():
        return f"{problem}, nor in any other period\nhint: draw more futures, or ask about another option"
    best = int(shares.argmax())
    return f"{problem}\nhint: it does so most often in {labels[best]}, in {100 * shares[best]:.2g}% of them"


def _explain_absence(model: Model, played: Replay, actor: str, period: int) -> str:
    """Return why there is no decision in a period, and when the actor decides in this future."""
    if period < played.start:
        problem = f"{model.periods[period]} is not after the evidence of these futures, which is where their choices can be explained"
        later = f"or about {model.periods[played.start]} or later" if played.start < len(model.periods) else ""
        return f"{problem}\nhint: ask about futures without evidence {later}".rstrip()
    deciding = np.asarray(played.reasons[actor].deciding)[:, 0] > 0.5
    problem = f"`{actor}` makes no decision in {model.periods[period]} in this future: it keeps its option"
    when = [model.periods[t] for t in np.flatnonzero(deciding)]
    if not when:
        return f"{problem}, as it does in every other period\nhint: see `decides` of this actor in the file"
    nearest = sorted(when, key=lambda label: abs(model.periods.index(label) - period))[:3]
    return f"{problem}\nhint: it decides in {', '.join(sorted(nearest, key=model.periods.index))}"
