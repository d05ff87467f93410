"""Units that do not exist or do not agree."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "unknown-unit",
        "`{unit}` is no unit",
        "",
        "Units are those of physics and trade (pint's), currencies such as USD, EUR, RUB and BYN, `person`, `percent`, "
        "and multiples such as `million` before them.",
        "unit: milion USD",
        "unit: million USD",
    ),
    Entry(
        "unit-mismatch",
        "`{operator}` joins {left} with {right}",
        "both sides must be of one kind; multiply or divide by something that turns one into the other",
        "Sums and comparisons need one unit on both sides. A bare number takes the unit of its partner; a quantity "
        "without a unit is a plain number.",
        "equals: reserves + growth",
        "equals: reserves + growth * output",
    ),
    Entry(
        "wrong-unit",
        "`{field}` gives {unit}, where {target} is needed",
        "convert it by a factor with a unit, or change the unit that is declared",
        "What an expression gives must be of the kind that its place needs; differences of scale (million, billion) are taken care of.",
        "leverage: {equals: arrears, unit: percent}",
        "leverage: {equals: arrears / reserves, unit: percent}",
    ),
    Entry(
        "wrong-change",
        "`changes` gives {own}; the stock is in {unit}, so that {rate} (a rate) or {unit} (per period) is needed",
        "bring it to one of the two",
        "A change per time is multiplied by the period's length; a change in the stock's own unit is added as it is.",
        "changes: 3 tonne / year",
        "changes: 3 billion USD / year",
    ),
    Entry(
        "needs-plain-number",
        "{what} must be a plain number, and this is in {unit}",
        "compare it with something, or divide it by something of the same kind",
        "Exponents, conditions and the arguments of `exp`, `log` and `logistic` have no unit.",
        "chance: logistic(arrears)",
        "chance: logistic(arrears / limit)",
    ),
    Entry(
        "power-of-unit",
        "{unit} is raised to a power that is not a fixed number of at most 12",
        "divide by something of the same kind first, or write the exponent as a number",
        "Otherwise the result would be in another unit in each future.",
        "equals: arrears ** n",
        "equals: (arrears / limit) ** n",
    ),
    Entry(
        "value-unit",
        "`{field}` is given in {own}, where {unit} is needed",
        "use a unit of that kind, or change the unit that is declared",
        "The unit of a value must be of the kind that its quantity declares; million and billion are converted.",
        "arrears: {unit: billion USD, starts: 3 tonne}",
        "arrears: {unit: billion USD, starts: 3 billion USD}",
    ),
    Entry(
        "bare-percent",
        "{text} stands next to a percentage without a unit",
        "",
        "A percentage is a share of one: 8 % is 0.08, and `1 + growth` with a growth of 8 % is 1.08. Elsewhere a bare number next to a "
        "percentage could mean percent or a share, so that it needs a unit. Zero needs none.",
        "when: final(approval) > 50",
        "when: final(approval) > 50 %",
    ),
)
