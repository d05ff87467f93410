"""The signatures of functions and distributions, as messages and the documentation show them."""

from __future__ import annotations

# name: (signature, fewest arguments, most arguments). The points of `interpolate` are not counted.
SIGNATURES: dict[str, tuple[str, int, int]] = {
    "min": ("min(x, y, ...)", 2, 99),
    "max": ("max(x, y, ...)", 2, 99),
    "abs": ("abs(x)", 1, 1),
    "exp": ("exp(x)", 1, 1),
    "log": ("log(x)", 1, 1),
    "sqrt": ("sqrt(x)", 1, 1),
    "clip": ("clip(x, low, high)", 3, 3),
    "logistic": ("logistic(x)", 1, 1),
    "step": ("step(x)", 1, 1),
    "sin": ("sin(x)", 1, 1),
    "cos": ("cos(x)", 1, 1),
    "floor": ("floor(x)", 1, 1),
    "round": ("round(x)", 1, 1),
    "sign": ("sign(x)", 1, 1),
    "interpolate": ("interpolate(x, [x0, y0], [x1, y1], ...)", 1, 1),
    "previous": ("previous(x)", 1, 1),
    "ever": ("ever(condition)", 1, 1),
    "since": ("since(event)", 1, 1),
    "smooth": ("smooth(x, time)", 2, 2),
    "delay": ("delay(x, time)", 2, 2),
    "happened": ("happened(event)", 1, 1),
    "always": ("always(condition)", 1, 1),
    "count": ("count(condition)", 1, 1),
    "final": ("final(x)", 1, 1),
    "highest": ("highest(x)", 1, 1),
    "lowest": ("lowest(x)", 1, 1),
    "average": ("average(x)", 1, 1),
    "total": ("total(x)", 1, 1),
    "at": ("at(2021-Q4, x)", 2, 2),
    "by": ("by(2021-Q4, condition)", 2, 2),
}

DISTRIBUTIONS: dict[str, str] = {
    "normal": "normal(mean, sd)",
    "lognormal": "lognormal(mean, sd)",
    "uniform": "uniform(low, high)",
    "triangular": "triangular(low, mode, high)",
    "pert": "pert(low, mode, high)",
    "beta": "beta(a, b)",
    "truncated": "truncated(distribution, low, high)",
    "choice": "choice(value: probability, ...)",
}
