"""Stories: one future by date, in words, with the reasons of moves and the causes of what happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lynchpin.engine.results.futures import Futures
from lynchpin.questions.scenarios.happenings import Happening, list_early_failures, list_happenings
from lynchpin.questions.scenarios.tracing import Trace, trace_stories
from lynchpin.questions.shared.decisions import Decision
from lynchpin.questions.shared.finding import join_words
from lynchpin.questions.shared.typical import Typical, find_typical
from lynchpin.statistics.estimates import Estimate


@dataclass(frozen=True)
class Step:
    """Something that happens in a story.

    Attributes:
        text: What happens, in words.
        without: The same in words that can follow `without`.
        after: Its latest causes, latest first: without each of them, this choice would be another one. Empty for what is no move.
        decision: The decision behind a move.
        otherwise: The outcome that this future would have without this step; None if it would have the same one, or if this is unknown.
    """

    text: str
    without: str = ""
    after: tuple[str, ...] = ()
    decision: Decision | None = None
    otherwise: str | None = None

    def __str__(self) -> str:
        return f"{self.text}, after {join_words(list(self.after))}" if self.after else self.text


@dataclass(frozen=True)
class Line:
    """What happens in the period `on`."""

    on: str
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """All steps in words."""
        return "; ".join(map(str, self.steps))

    def __str__(self) -> str:
        return f"{self.on}: {self.text}"


@dataclass(frozen=True)
class Story:
    """One future of the ensemble.

    Attributes:
        outcome, meaning: Its outcome, and what the file says about it.
        place: Its position in the ensemble.
        index: Its global index; with the seed, it can be drawn again.
        stands_for: Share of the futures with this outcome to which this story is the nearest.
        fails: Assumptions that fail in it from the start.
        otherwise: By such an assumption, the outcome that this future would have if it held, where it is another one.
    """

    outcome: str
    meaning: str
    place: int
    index: int
    stands_for: float
    fails: tuple[str, ...]
    lines: tuple[Line, ...]
    otherwise: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        given = (
            f"Here {join_words([f'`{name}`' for name in self.fails])} {'fails' if len(self.fails) == 1 else 'fail'}. " if self.fails else ""
        )
        return "\n".join([f"{self.outcome}: {given}{self.meaning}".rstrip(), *(f"  {line}" for line in self.lines)])


def tell_stories(futures: Futures, *, per_outcome: int = 2, least: int = 5) -> tuple[Story, ...]:
    """Describe representative futures of each outcome, the most common outcome first.

    Args:
        futures: Futures with their paths.
        per_outcome: Number of futures for each outcome.
        least: Outcomes with fewer futures are left out.

    Returns:
        The stories (medoids of the futures of each outcome).
    """
    return _tell(futures, find_typical(futures, per_outcome=per_outcome, least=least))


def tell_future(futures: Futures, place: int) -> Story:
    """Describe one future of the ensemble by date.

    Args:
        futures: Futures with their paths.
        place: Position of the future.
    """
    (story,) = _tell(futures, [Typical(int(futures.outcome[place]), place, 1.0)])
    return story


def _tell(futures: Futures, typical: Sequence[Typical]) -> tuple[Story, ...]:
    places = [one.place for one in typical]
    told = [list_happenings(futures, place) for place in places]
    traces = trace_stories(futures, places, told)
    return tuple(_write(futures, *parts) for parts in zip(typical, told, traces, strict=True))


def _write(futures: Futures, typical: Typical, happenings: Sequence[Happening], trace: Trace) -> Story:
    model, place = futures.model, typical.place
    steps: dict[int, list[Step]] = {}
    for n, one in enumerate(happenings):
        if one.told:
            after = tuple(happenings[cause].cause for cause in trace.causes.get(n, ()))
            step = Step(one.text, one.without, after, trace.decisions.get(n), trace.otherwise.get(n))
            steps.setdefault(one.period, []).append(step)
    outcome = model.outcomes[typical.outcome]
    return Story(
        outcome=outcome,
        meaning=model.outcome_means.get(outcome, ""),
        place=place,
        index=int(futures.index[place]),
        stands_for=typical.stands_for,
        fails=list_early_failures(futures, place),
        lines=tuple(Line(model.periods[t], tuple(found)) for t, found in sorted(steps.items())),
        otherwise={one.name: trace.otherwise[n] for n, one in enumerate(happenings) if not one.told and n in trace.otherwise},
    )


def to_rows(stories: Sequence[Story], probabilities: Mapping[str, Estimate]) -> list[dict[str, object]]:
    """Return stories as JSON, each with the probability of its outcome.

    Args:
        stories: The stories.
        probabilities: Probability of each outcome.
    """
    return [
        {
            "outcome": s.outcome,
            "probability": probabilities[s.outcome].value,
            "standard_error": probabilities[s.outcome].error,
            "ending": s.meaning,
            "stands_for": s.stands_for,
            "future": s.index,
            "fails": list(s.fails),
            "otherwise": dict(s.otherwise),
            "lines": [{"on": line.on, "text": line.text, "steps": [_to_row(step) for step in line.steps]} for line in s.lines],
        }
        for s in stories
    ]


def _to_row(step: Step) -> dict[str, object]:
    decision = step.decision
    row: dict[str, object] = {"text": step.text, "after": list(step.after), "otherwise": step.otherwise, "why": None}
    if decision is not None:
        names, rival = decision.actor.options, decision.rival
        row["why"] = {
            "actor": decision.actor.name,
            "chosen": names[decision.chosen],
            "next": None if rival is None else names[rival],
            "lead": decision.lead,
            "mainly": [one.term.text for one, _ in decision.find_main_terms()],
            "chance": float(decision.probabilities[decision.chosen]),
        }
    return row
