"""Examples of the values of fields, which messages show: by the name of the field, by what a mapping of values holds, and by form."""

from __future__ import annotations

EXAMPLES = {
    "answers": "{yes: [OUTCOME]}",
    "options": "{pay: {paid: 1}, delay: {paid: 0}}",
    "payoffs": "{supply: {pay: 3, delay: 0}, cut: {pay: 1, delay: 1}}",
    "against": "[customer]",
    "factions": "{old: {influence: 0.5, values: {-arrears: 1 per billion USD}}}",
    "after": "[supplier]",
    "types": "{resolve: {weak: 0.4, strong: 0.6}}",
    "perceives": "{arrears: {noise: 0.1}}",
    "fails": "{anger: beta(5, 2)}",
    "holds": "{anger: beta(2, 5)}",
    "sets": "{anger: 0.1}",
    "goals": "{-count(cutoff): 2}",
    "within": "[0, inf]",
    "lasts": "2 to 6 years",
    "breaks": "0.05",
    "fails_if": "arrears > 3",
    "correlations": "[[anger, arrears.shock, 0.3]]",
    **dict.fromkeys(("when", "decides", "holds_while"), "arrears > 3"),
    "states": "{dry: 0.6, wet: 0.4}",
    "given": "{arrears > 3: {calm: 0.4, crisis: 0.6}, otherwise: {calm: 0.9, crisis: 0.1}}",
    "from": "{calm: {calm: 0.9, crisis: 0.1}, crisis: {calm: 0.3, crisis: 0.7}}",
    "clock": "{start: 2025-Q1, end: 2026-Q4}",
}
EXAMPLES_OF_VALUES = {"term": "{-arrears: 1 per billion USD, flow: 2 to 4}", "number": "{2025-Q1: 0.2, 2026-Q1: 0.1}"}
EXAMPLES_OF_FORMS = {
    "value": "0.5 to 1.5",
    "probability": "0.6 to 0.8",
    "credence": "0.6 to 0.8",
    "expression": "2 * arrears",
    "text": "a text on one line",
    "number": "0.5",
    "whole": "4",
    "horizon": "4",
    "label": "2025-Q1",
    "date": "2025-12-31",
}
