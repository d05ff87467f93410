"""What makes the chosen option of a decision worth more, or less, than the best of the others, term by term."""

from __future__ import annotations

from lynchpin.presentation.decisions import format_payoff, label_term
from lynchpin.presentation.figure import Caption, Figure
from lynchpin.presentation.naming import name_option, strip_quotes
from lynchpin.presentation.shapes.bars import Bar, draw_bars
from lynchpin.presentation.wording import format_name, open_sentence
from lynchpin.questions.why.question import WhyFinding

MOST = 12
"""Largest number of terms drawn."""


def draw_reasons(finding: WhyFinding) -> Figure | None:
    """Draw the difference that each term makes between the two options; None if there is one option, or no term."""
    decision, model = finding.decision, finding.model
    actor, rival = decision.actor, decision.rival
    compared = [(one, difference) for one, difference in decision.compare_terms() if difference != 0][:MOST]
    if rival is None or not compared:
        return None
    chosen, other = (name_option(model, actor.name, actor.options[o]) for o in (decision.chosen, rival))
    amount = format_payoff(abs(decision.lead))
    verdict = f"worth {amount} {'more' if decision.lead >= 0 else 'less'} than {other}"
    title = f"{open_sentence(format_name(actor.name))}, {finding.label}: {chosen} was {verdict}"
    note = f"What each term of the payoff adds to {chosen} beyond what it adds to {other}."
    bars = [
        Bar(f"{one.term.faction} {one.term.text}".strip(), difference, label=strip_quotes(label_term(one.term)))
        for one, difference in compared
    ]
    return draw_bars(Caption("reasons", title, note), bars)
