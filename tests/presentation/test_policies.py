"""Policies in words, tables and charts: what each does, which is robust, and ties that are not hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asked import ask

from lynchpin.presentation.charts.policy_effects import NONE_CLEAR, draw_policy_effects
from lynchpin.presentation.charts.policy_regret import draw_policy_regret
from lynchpin.presentation.sentences.policies import describe
from lynchpin.presentation.tables.policies import tabulate_choices, tabulate_policies, tabulate_regret
from lynchpin.questions.policies.question import PoliciesFinding
from lynchpin.questions.shared.choices import Choice
from lynchpin.statistics.estimates import Estimate


def choose(mean: Choice | None, minimax: Choice | None = None, satisficing: Choice | None = None) -> PoliciesFinding:
    """The finding with these choices, and no assumption whose failure is looked at."""
    policies = ask(PoliciesFinding)
    comparison = replace(policies.comparison, mean=mean, minimax=minimax, satisficing=satisficing)
    return replace(policies, comparison=comparison, under_failure={})


def change(*changes: tuple[float, float]) -> PoliciesFinding:
    """The finding with these changes of the answer."""
    policies = ask(PoliciesFinding)
    quo, *rest = policies.comparison.effects
    effects = (quo, *(replace(e, change=Estimate(*c)) for e, c in zip(rest, changes, strict=True)))
    return replace(policies, comparison=replace(policies.comparison, effects=effects))


MEDIATE, CREDIT = Choice("mediate", ()), Choice("credit", ())


def test_policies_are_introduced_by_what_they_mean() -> None:
    text = describe(ask(PoliciesFinding))
    assert text.startswith(
        "Probability of “yes” under the status quo: 46.5% ± 0.8. “mediate” (an outside mediator makes a cut more expensive) "
    )


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (choose(None), "The file has no goals, so the policies cannot be ranked (add `goals: {EXPRESSION: weight}`)."),
        (choose(Choice("mediate", (), Estimate(0.5, 0.1))), "By the mean of the goals, “mediate” is best, ahead of the next by 0.5 ± 0.1."),
        (choose(Choice("mediate", ("credit",))), "By the mean of the goals, “mediate” is first, but “credit” cannot be separated from it."),
        (
            choose(MEDIATE, MEDIATE, MEDIATE),
            "The robust choice is “mediate”: it has the smallest maximum regret and is good enough most often.",
        ),
        (
            choose(MEDIATE, MEDIATE, CREDIT),
            "The criteria for a robust choice disagree: the smallest maximum regret points to “mediate”, being good enough most often to “credit”.",
        ),
        (
            choose(MEDIATE, Choice("mediate", ("credit",)), Choice("mediate", ())),
            "The criteria for a robust choice agree within the error: the smallest maximum regret points to “mediate” or “credit”, "
            "being good enough most often to “mediate”.",
        ),
    ],
)
def test_choices(finding: PoliciesFinding, text: str) -> None:
    assert describe(finding).endswith(text)


@pytest.mark.parametrize(("good", "words"), [({}, "points;"), ({"yes": True}, "points (worse);"), ({"yes": False}, "points (better);")])
def test_a_change_is_judged_only_where_the_file_says_what_is_good(good: dict[str, bool], words: str) -> None:
    policies = ask(PoliciesFinding)
    assert words in describe(replace(policies, model=replace(policies.model, good=good)))


def test_policies_that_cannot_be_separated_share_the_title() -> None:
    titles = [f.title for p in (((-0.30, 0.01), (-0.29, 0.01)), ((-0.3, 0.01), (-0.1, 0.01))) if (f := draw_policy_effects(change(*p)))]
    assert titles == [
        "“mediate” and “credit” change the answer most, by −29 to −30 points",
        "“mediate” changes the answer most: −30 ± 1 points",
    ]
    none = change((0.001, 0.01), (0.001, 0.01))
    figure = draw_policy_effects(none)
    assert figure is not None
    assert figure.title == NONE_CLEAR
    assert "No policy changes it by more than the error of this run." in describe(none)


def test_tables_and_charts_have_the_figures_of_the_finding() -> None:
    policies = ask(PoliciesFinding)
    effects, regret, choices = tabulate_policies(policies), tabulate_regret(policies), tabulate_choices(policies)
    names = ["status quo", "mediate", "credit"]
    assert [r[0] for r in effects.rows] == [r[0] for r in regret.rows] == [r[0] for r in choices.rows] == names
    assert [r[1] for r in choices.rows] == [
        "No change",
        "An outside mediator makes a cut more expensive",
        "Lend the customer what the rebate is worth",
    ]
    assert effects.rows[0][2] == ""
    assert all("±" in cell for row in effects.rows[1:] for cell in row[1:])
    drawn = draw_policy_regret(policies)
    assert drawn is not None
    expected = {e.name: (e.regret.value, e.regret_p95.value) for e in policies.comparison.effects if e.regret and e.regret_p95}
    assert {r["name"]: (r["mean_regret"], r["95th_percentile"]) for r in drawn.data.records()} == expected
    changes = draw_policy_effects(policies)
    assert changes is not None
    assert {r["name"]: r["change_of_the_answer"] for r in changes.data.records()} == {
        e.name: e.change.value for e in policies.comparison.effects[1:]
    }


def test_without_goals_there_is_no_regret() -> None:
    policies = ask(PoliciesFinding)
    bare = tuple(replace(e, goals=None, goals_change=None, regret=None, regret_p95=None, ruined=None) for e in policies.comparison.effects)
    without = replace(policies, comparison=replace(policies.comparison, effects=bare))
    assert tabulate_regret(without).rows == ()
    assert draw_policy_regret(without) is None
