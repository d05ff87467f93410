"""Messages about units."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "unknown-unit",
        message="unknown unit `{unit}`",
        hint="check the spelling",
        explanation=(
            "Units are those of the pint library, currencies such as USD, EUR, RUB and BYN, `person`, `percent`, and "
            "multiples such as `million` in front of a unit."
        ),
        wrong="unit: milion USD",
        right="unit: million USD",
    ),
    Entry(
        "unit-mismatch",
        message="`{operator}` combines {left} with {right}",
        hint="both sides need the same dimension: multiply or divide by a quantity that converts one into the other",
        explanation=(
            "Sums and comparisons need the same dimension on both sides. A bare number takes the unit of the other side. A "
            "quantity without a unit is a plain number."
        ),
        wrong="equals: reserves + growth",
        right="equals: reserves + growth * output",
    ),
    Entry(
        "wrong-unit",
        message="`{field}` is {unit}, but must be {target}",
        hint="convert it with a factor that has a unit, or change the declared unit",
        explanation=(
            "An expression must have the dimension that its field needs. Differences of scale (million, billion) are "
            "converted automatically."
        ),
        wrong="leverage: {equals: arrears, unit: percent}",
        right="leverage: {equals: arrears / reserves, unit: percent}",
    ),
    Entry(
        "wrong-change",
        message="`changes` is {own}, but must be in {rate} (a rate) or in {unit} (a change per period)",
        hint="convert it to one of the two",
        explanation="A rate is multiplied by the length of a period. A change in the unit of the stock is added as it is.",
        wrong="changes: 3 tonne / year",
        right="changes: 3 billion USD / year",
    ),
    Entry(
        "needs-plain-number",
        message="{what} must be a plain number, but this is in {unit}",
        hint="compare it with something, or divide it by a quantity of the same dimension",
        explanation=(
            "Exponents, conditions and the arguments of `exp`, `log`, `logistic`, `sin`, `cos`, `floor` and `round` have no unit. To round "
            "a quantity, divide by the unit to round to and multiply by it again: `floor(cargo / 1 tonne) * 1 tonne`."
        ),
        wrong="chance: logistic(arrears)",
        right="chance: logistic(arrears / limit)",
    ),
    Entry(
        "power-of-unit",
        message="the exponent of {unit} must be a fixed number of at most 12",
        hint="divide by a quantity of the same dimension first, or write the exponent as a number",
        explanation="Otherwise the result would have a different unit in each future.",
        wrong="equals: arrears ** n",
        right="equals: (arrears / limit) ** n",
    ),
    Entry(
        "value-unit",
        message="`{field}` is {own}, but must be {unit}",
        hint="use a unit of the same dimension, or change the declared unit",
        explanation="A value must have the dimension of its quantity. Differences of scale (million, billion) are converted automatically.",
        wrong="arrears: {unit: billion USD, starts: 3 tonne}",
        right="arrears: {unit: billion USD, starts: 3 billion USD}",
    ),
    Entry(
        "bare-percent",
        message="{text} next to a percentage needs a unit",
        hint="write it in percent",
        explanation=(
            "A percentage is a share of one: 8 % is 0.08, and `1 + growth` with a growth of 8 % is 1.08. Elsewhere a bare "
            "number next to a percentage could mean percent or a share, so it needs a unit. Zero does not."
        ),
        wrong="when: final(approval) > 50",
        right="when: final(approval) > 50 %",
    ),
    Entry(
        "bare-weight",
        message="this weight has no unit, but its term is {unit}",
        hint="write the unit after the weight",
        explanation=(
            "A weight converts a term to payoff, so it is written per unit of the term: `1 per million USD`. Without a unit "
            "its meaning would depend on the unit in which the term is written. The weight of a plain number is a plain "
            "number."
        ),
        wrong="values: {-cost: 2}",
        right="values: {-cost: 2 per billion USD}",
    ),
    Entry(
        "unit-out-of-range",
        message="the unit of this product is larger than 1e100 or smaller than 1e-100 base units",
        hint="use units closer to the size of the quantity",
        explanation="Numbers in such a unit overflow when they are converted.",
        wrong="equals: (3 quettaparsec) ** 9",
        right="equals: (3 km) ** 9",
    ),
    Entry(
        "wrong-unit-name",
        message="`{name}` is not a valid name for a unit",
        hint="use letters, digits and `_`, and start with a letter, in the singular: `ship`",
        explanation="Units of the file are single words. Powers, quotients and multiples are written where the unit is used: `thousand ship / day`.",
        wrong="units: {ships per day: }",
        right="units: {ship: }",
    ),
    Entry(
        "unit-name-taken",
        message="the unit `{name}` has the name of {kind}",
        hint="rename one of them, or remove this one",
        explanation="In `cargo / ship`, `ship` can be only one thing.",
        wrong="units: {arrears: }",
        right="units: {ship: }",
    ),
    Entry(
        "wrong-unit-definition",
        message="`{text}` does not define the unit `{name}`",
        hint="write a positive number and another unit, such as `2 TEU`, or nothing for a unit with a dimension of its own: `ship:`",
        explanation="A unit is a multiple of another unit, or has a dimension of its own. Plain numbers need no unit.",
        wrong="units: {FEU: 2}",
        right="units: {TEU: , FEU: 2 TEU}",
    ),
    Entry(
        "circular-unit",
        message="the unit `{name}` is defined by itself",
        hint="define one of these units without the others, or leave its definition empty",
        explanation="Definitions that lead in a circle have no size.",
        wrong="units: {TEU: 0.5 FEU, FEU: 2 TEU}",
        right="units: {TEU: , FEU: 2 TEU}",
    ),
    Entry(
        "temperature-difference",
        message="`{field}` is a difference of temperatures, so it cannot be in {unit}",
        hint="write it in `delta_{unit}`: `2 delta_{unit}`",
        explanation="20 degC is 293.15 K, but a difference of 20 degC is 20 K. Noise, bias, shocks and standard deviations are differences.",
        wrong="noise: 2 degC",
        right="noise: 2 delta_degC",
    ),
)
