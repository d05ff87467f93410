"""The level of confidence in an assessment, shown separately from every likelihood.

Confidence is about the basis of a judgement, not about what is judged (ICD 203, D.6.e). Seven things are graded good, fair or poor by the
limits below: the share of values that are in a source, and without any basis; the number of sources that these rest on; the concentration of
the answer on few assumptions; its change with all doubts about the assumptions, and with all numbers that the author chose; the skill of the
model on resolved forecasts; and how far ahead the assessment looks. Confidence is as high as the lowest grade allows. What was not assessed
is open, and confidence is then moderate at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from lynchpin.language import count_bases, share_citations
from lynchpin.language.records import Assessment
from lynchpin.presentation.naming import name_assumption, strip_quotes
from lynchpin.presentation.numbers import format_estimate, format_percent
from lynchpin.presentation.wholes import balance_shares
from lynchpin.presentation.wording import format_count, format_list, format_name

if TYPE_CHECKING:
    from lynchpin.questions.robustness.question import RobustnessFinding
    from lynchpin.questions.score.question import ScoreFinding
    from lynchpin.questions.stress.question import StressFinding
    from lynchpin.statistics.estimates import Estimate

Level = Literal["high", "moderate", "low"]
Grade = Literal["good", "fair", "poor", "open"]

KINDS = ("cited", "reading", "judged", "unsupported")
"""Kinds of basis of a value."""
CITED = (0.6, 0.3)
"""Share of values that are in a source: at least the first is good. Share of these and of readings of a source: less than the second is poor."""
UNSUPPORTED = (0.05, 0.25)
"""Share of values with neither source nor reason: at most the first is good, more than the second is poor."""
SOURCES = (5.0, 2.0)
"""Effective number of sources, 1 / sum of squared shares: at least the first is good, less than the second is poor."""
CONCENTRATION = (1 / 3, 2 / 3)
"""Share of the total exposure that lies on one assumption: at most the first is good, more than the second is poor."""
FORECASTS = 10
"""Least number of resolved forecasts from which skill is graded."""
YEARS = 2.0
"""Years that the assessment looks ahead: at most this is good, more is fair."""
SWING = (0.5, 1.5)
"""Difference of the log-odds of the answer between both ends of what was varied: below the first is good, above the second is poor."""
UNASSESSED = {
    "doubts": "Other doubts about the assumptions were not tried.",
    "choices": "Other values of the author's own numbers were not tried.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A grade, and a sentence with the figures behind it.

    Attributes:
        about: What is graded, in one word.
        grade: The grade; open if it was not assessed.
        figure: The figure that was graded; None if it was not assessed.
        text: The sentence.
    """

    about: str
    grade: Grade
    figure: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Confidence:
    """A level of confidence and the reasons for it, in the order in which they were graded."""

    level: Level
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return f"Confidence in this assessment is {self.level}."

    def to_dict(self) -> dict[str, Any]:
        """Return the level and its reasons for JSON."""
        return {"level": self.level, "reasons": [asdict(reason) for reason in self.reasons]}


@dataclass(frozen=True, slots=True)
class Swing:
    """The probability of the answer at both ends of what was varied, and the difference of its log-odds."""

    first: Estimate
    last: Estimate
    log_odds: float


@dataclass(frozen=True, slots=True)
class Grounds:
    """The figures from which confidence is derived.

    Attributes:
        basis: Numbers of values that are cited, readings, judged and unsupported.
        citations: Share of the cited values that rests on each source.
        exposures: Exposure of the answer to each assumption, by its claim; empty if it was not measured.
        swings: Change of the answer with all `doubts`, and with all `choices` of the author. None if it was not measured; left out if the
            file has nothing to vary.
        skill: Skill of the model on resolved forecasts that their authors stated and that were undecided when the file was written, against
            one half and, if there are any, against base rates; empty if not measured. Others are no test of the model.
        forecasts: Number of these forecasts.
        years: Years from the start of the clock to its end.
        decided: Number of forecasts that their authors stated and that were decided when the file was written.
    """

    basis: Mapping[str, int]
    citations: Mapping[str, float]
    exposures: Mapping[str, float] = field(default_factory=dict)
    swings: Mapping[str, Swing | None] = field(default_factory=lambda: dict.fromkeys(UNASSESSED))
    skill: Sequence[Estimate] = ()
    forecasts: int = 0
    years: float = 1.0
    decided: int = 0


def find_confidence(
    assessment: Assessment,
    stress: StressFinding | None = None,
    score: ScoreFinding | None = None,
    robustness: RobustnessFinding | None = None,
) -> Confidence:
    """Derive the level of confidence in an assessment.

    Args:
        assessment: The assessment.
        stress: The exposure of the answer to each assumption; None if `stress` was not asked.
        score: The skill of the model; None if `score` was not asked.
        robustness: The answer with other doubts and other numbers; None if `robustness` was not asked.
    """
    exposures: dict[str, float] = {}
    if stress is not None and stress.structure is not None:
        claims = [strip_quotes(name_assumption(stress.model, a.name)) for a in stress.assumptions]
        exposures = dict(zip(claims, stress.structure.loads.exposures.value.tolist(), strict=True))
    tested = [] if score is None else [s for s in score.stated if s.model is not None]
    totals = None if score is None else score.foresight
    skill = () if totals is None else (totals.model_skill_half, totals.model_skill_base)
    clock = assessment.clock
    return derive_confidence(
        Grounds(
            {str(basis): number for basis, number in count_bases(assessment).items()},
            share_citations(assessment),
            exposures,
            dict.fromkeys(UNASSESSED) if robustness is None else _list_swings(robustness),
            tuple(s for s in skill if s is not None),
            sum(not s.forecast.known for s in tested),
            clock.years[-1] + clock.length,
            sum(s.forecast.known for s in tested),
        )
    )


def derive_confidence(grounds: Grounds) -> Confidence:
    """Derive the level of confidence from its figures."""
    reasons = [_grade_basis(grounds.basis), _grade_sources(grounds.citations)]
    if any(grounds.exposures.values()):
        reasons.append(_grade_concentration(grounds.exposures))
    reasons += [_grade_swing(about, swing) for about, swing in grounds.swings.items()]
    reasons += [_grade_skill(grounds), _grade_years(grounds.years)]
    grades = {r.grade for r in reasons}
    level: Level = "low" if "poor" in grades else "high" if grades == {"good"} else "moderate"
    return Confidence(level, tuple(reasons))


def _grade_basis(basis: Mapping[str, int]) -> Reason:
    total = max(1, sum(basis.values()))
    share = {k: basis.get(k, 0) / total for k in KINDS}
    grade: Grade = "fair"
    if share["cited"] + share["reading"] < CITED[1] or share["unsupported"] > UNSUPPORTED[1]:
        grade = "poor"
    elif share["cited"] >= CITED[0] and share["unsupported"] <= UNSUPPORTED[0]:
        grade = "good"
    shown = {k: format_percent(e.value) for k, e in balance_shares({k: (value, None) for k, value in share.items()}).items()}
    others = {
        "reading": "are the author's reading of one",
        "judged": "rest on judgement with a reason given",
        "unsupported": "have no basis",
    }
    first = f"{shown['cited']} are in a source" if share["cited"] else "none are in a source"
    rests = [first, *(f"{shown[k]} {how}" for k, how in others.items() if share[k])]
    return Reason("basis", grade, share["cited"], f"Of {total:,} values, {format_list(rests)}.")


def _grade_sources(citations: Mapping[str, float]) -> Reason:
    if not citations:
        return Reason("sources", "poor", 0.0, "No sources are cited.")
    effective = round(1 / sum(share**2 for share in citations.values()), 6)
    grade: Grade = "good" if effective >= SOURCES[0] else "poor" if effective < SOURCES[1] else "fair"
    number = len(citations)
    text = f"{format_count(number, 'source')} {'is' if number == 1 else 'are'} cited"
    if _round(effective) != str(number):
        text += f", effectively {_round(effective)}"
    if grade != "good" and number > 1:
        text += f": {format_percent(max(citations.values()))} of the cited values rest on one"
    return Reason("sources", grade, effective, f"{text}.")


def _grade_skill(grounds: Grounds) -> Reason:
    skill, forecasts = grounds.skill, grounds.forecasts
    if not forecasts and grounds.decided:
        number = "The resolved forecast was" if grounds.decided == 1 else f"All {grounds.decided} resolved forecasts were"
        return Reason("skill", "open", None, f"{number} decided when the file was written, so the skill of the model is unknown.")
    if not skill or not forecasts:
        return Reason("skill", "open", None, "The skill of the model on resolved forecasts was not assessed.")
    if forecasts < FORECASTS:
        number = format_count(forecasts, "resolved forecast")
        return Reason("skill", "open", None, f"{number} {'says' if forecasts == 1 else 'say'} too little about the skill of the model.")
    against = ["one half", "base rates"][: len(skill)]
    shown = format_list([f"{format_estimate(*s)} against {other}" for s, other in zip(skill, against, strict=True)])
    grade: Grade = "fair"
    if any(s.value < -s.error for s in skill):
        grade = "poor"
    elif all(s.value > s.error for s in skill):
        grade = "good"
    text = f"On {format_count(forecasts, 'resolved forecast')}, the skill of the model is {shown} (1 is perfect)."
    return Reason("skill", grade, min(s.value for s in skill), text)


def _grade_years(years: float) -> Reason:
    grade: Grade = "good" if round(years, 6) <= YEARS else "fair"
    return Reason("years", grade, years, f"The assessment looks {_round(years)} {'year' if _round(years) == '1' else 'years'} ahead.")


def _round(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"


def _grade_concentration(exposures: Mapping[str, float]) -> Reason:
    total = sum(abs(e) for e in exposures.values())
    name, largest = max(exposures.items(), key=lambda pair: abs(pair[1]))
    share = round(abs(largest) / total, 6)
    if len(exposures) == 1:
        return Reason("exposure", "poor", share, f"The answer depends on a single assumption, “{format_name(name)}”.")
    grade: Grade = "good" if share <= CONCENTRATION[0] else "poor" if share > CONCENTRATION[1] else "fair"
    text = f"Of its exposure to {len(exposures)} assumptions, {format_percent(share)} lies on one, “{format_name(name)}”."
    return Reason("exposure", grade, share, text)


def _list_swings(robustness: RobustnessFinding) -> dict[str, Swing | None]:
    swings: dict[str, Swing | None] = {}
    if robustness.doubts is not None:
        doubts = robustness.doubts
        swings["doubts"] = Swing(doubts.halved, doubts.doubled, doubts.swing.value)
    if robustness.together is not None and robustness.swing is not None:
        swings["choices"] = Swing(robustness.together.p05, robustness.together.p95, robustness.swing.value)
    return swings


def _grade_swing(about: str, swing: Swing | None) -> Reason:
    if swing is None:
        return Reason(about, "open", None, UNASSESSED[about])
    grade: Grade = "good" if swing.log_odds < SWING[0] else "poor" if swing.log_odds > SWING[1] else "fair"
    first, last, size = format_percent(*swing.first), format_percent(*swing.last), f"{swing.log_odds:.1f} in log-odds"
    if about == "doubts":
        text = f"All doubts halved give {first}, all doubled {last} ({size})."
    else:
        text = f"All of the author's numbers varied give {first} to {last} ({size})."
    return Reason(about, grade, swing.log_odds, text)


def order_reasons(confidence: Confidence) -> Sequence[Reason]:
    """Return the reasons, those against confidence first."""
    return sorted(confidence.reasons, key=lambda r: ("poor", "fair", "open", "good").index(r.grade))
