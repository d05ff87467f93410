"""Sentences about robustness: how far the answer moves with the author's own numbers and with other doubts."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from lynchpin.presentation.choices import CLEAR, describe_size, find_strongest, name_choice
from lynchpin.presentation.naming import name_answer
from lynchpin.presentation.numbers import format_number, format_percent, format_points, format_probability
from lynchpin.presentation.wording import format_count, format_list
from lynchpin.questions.robustness.single import SCREENED, STRONGEST

if TYPE_CHECKING:
    from lynchpin.questions.robustness.flips import Flip
    from lynchpin.questions.robustness.question import RobustnessFinding

FEW = 0.02
"""Standard error of a change from which a warning says that there are few futures."""
NAMED = 6
"""Largest number of lines named in a sentence."""


def describe(finding: RobustnessFinding) -> str:
    """Return how far the answer moves, which number matters most, the effect of other doubts, and which conclusions change."""
    return " ".join([*list_sentences(finding), *warn(finding)])


def list_sentences(finding: RobustnessFinding) -> list[str]:
    """Return the sentences about a finding, without warnings."""
    sentences = [_describe_range(finding), _describe_strongest(finding), _describe_doubts(finding), _describe_flips(finding)]
    return [s for s in sentences if s]


def warn(finding: RobustnessFinding) -> list[str]:
    """Return the warnings: few futures, numbers that were changed on few futures only, and forms that were not tried."""
    warnings, few = [], [one.change.error for one in finding.choices if one.screened]
    largest = max((one.change.error for one in finding.both), default=0.0)
    if largest > FEW:
        warnings.append(f"Few futures: standard errors of the changes reach {_format_size(largest)}.")
    if few:
        text = (
            f"Of {format_count(len(finding.choices), 'number')}, all but the {STRONGEST} strongest were only raised, on {SCREENED} futures"
        )
        least = CLEAR * median(few)
        warnings.append(f"{text}; an effect below {_format_size(least)} may have been missed." if least > 0 else f"{text}.")
    if finding.model.forms and not finding.forms:
        warnings.append("Other forms of the model were not tried: other horizons, and the other type of reasoning.")
    return warnings


def describe_terms(finding: RobustnessFinding) -> str:
    """Return what was varied, and how."""
    texts = []
    if finding.together is not None:
        texts.append(
            f"The author's own numbers are constants in equations, thresholds, payoff weights, levels and other values that no source gives. "
            f"Each was changed by {describe_size(finding)}."
        )
    if finding.doubts is not None:
        texts.append("The doubt about an assumption is the odds that it fails.")
    return " ".join(texts)


def _describe_range(finding: RobustnessFinding) -> str:
    answer, base = name_answer(finding.answer), format_probability(finding.probability)
    if finding.together is None:
        return f"Probability of {answer}: {base}. The file has no numbers that its author chose."
    ends = [one.probability for one in finding.both] + [finding.probability]
    low, high = (format_percent(*end) for end in (min(ends), max(ends)))
    text = f"Changing one of the author's own numbers by {describe_size(finding)} moves the probability of {answer} from {base}"
    text = f"{text} to between {low} and {high}" if low != high else f"{text} by less than its last digit"
    if len(finding.choices) > 1:
        p05, p95 = format_percent(*finding.together.p05), format_percent(*finding.together.p95)
        numbers = format_count(len(finding.choices), "number")
        text += f"; with all {numbers} varying together, 90% of variations lie between {p05} and {p95}"
    return f"{text}."


def _describe_strongest(finding: RobustnessFinding) -> str:
    if not finding.choices:
        return ""
    one = find_strongest(finding)
    if one is None:
        return "No single number changes it by more than the error of this run."
    name, start, end = name_choice(finding.model, one.choice), format_number(one.choice.value), format_number(one.to)
    return (
        f"It depends most on {name} (line {one.choice.line}): changed from {start} to {end}, this number alone gives "
        f"{format_percent(*one.probability)} ({format_points(*one.change)})."
    )


def _describe_doubts(finding: RobustnessFinding) -> str:
    if finding.doubts is None:
        return ""
    halved, doubled = format_percent(*finding.doubts.halved), format_percent(*finding.doubts.doubled)
    return f"If the odds of failing are halved for every assumption, it is {halved}; if they are doubled, {doubled}."


def _describe_flips(finding: RobustnessFinding) -> str:
    if not finding.choices:
        return ""
    words = [flip for flip in finding.flips if flip.about == "likelihood"]
    policies = [flip for flip in finding.flips if flip.about == "policy"]
    compared = bool(finding.model.goals and finding.model.policies)
    if not words and not policies:
        return f"No single number clearly changes the word of likelihood{' or the best policy' if compared else ''}."
    parts = [
        f"{_count_flips(some)} the {what} {_describe_change(some)}"
        for some, what in ((words, "word of likelihood"), (policies, "best policy"))
        if some
    ]
    text = f"{'; '.join(parts)}."
    return text[:1].upper() + text[1:]


def _count_flips(flips: list[Flip]) -> str:
    """Return `one number changes` or `5 numbers change`."""
    number = len({flip.variation.place for flip in flips})
    return "one number changes" if number == 1 else f"{number} numbers change"


def _describe_change(flips: list[Flip]) -> str:
    before = format_list([f"“{name}”" for name in dict.fromkeys(flip.before.replace("_", " ") for flip in flips)], "or")
    after = format_list([f"“{name}”" for name in dict.fromkeys(flip.after.replace("_", " ") for flip in flips)], "or")
    lines = sorted({flip.variation.choice.line for flip in flips})
    shown = [str(line) for line in lines[:NAMED]] + ([f"{len(lines) - NAMED} more"] if len(lines) > NAMED else [])
    return f"from {before} to {after} ({'line' if len(lines) == 1 else 'lines'} {format_list(shown)})"


def _format_size(size: float) -> str:
    """Return a size in points."""
    text = f"{100 * size:.1f}" if size < 0.1 else f"{100 * size:.0f}"
    return f"{text} {'point' if text in ('1', '1.0') else 'points'}"
