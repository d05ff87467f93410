"""Messages about numbers, distributions and probabilities."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "no-value",
        message="`{field}` must be a number or a distribution, but `{word}` is a name",
        hint="write `3`, `2 to 4` or `normal(3, 1)`; what is computed from other names belongs in an auxiliary",
        explanation="Values are drawn before anything is computed, so they cannot use names.",
        wrong="discount: {value: 2 * base}",
        right="auxiliaries: {discount: 2 * base}",
    ),
    Entry(
        "needs-number",
        message="`{field}` must be a single number, but `{text}` is a distribution",
        hint="write one number; an uncertain quantity belongs in a parameter",
        explanation="Bounds, levels of levers, measurements and weights of goals are not drawn.",
        wrong="within: [0 to 1, 5]",
        right="within: [0, 5]",
    ),
    Entry(
        "unknown-distribution",
        message="unknown distribution `{name}`",
        hint="",
        explanation="The distributions are `A to B`, normal, lognormal, uniform, triangular, pert, beta, truncated and choice.",
        wrong="value: gauss(0, 1)",
        right="value: normal(0, 1)",
    ),
    Entry(
        "wrong-shape-of-distribution",
        message="wrong arguments for `{name}`",
        hint="write `{shape}`",
        explanation="Each distribution takes a fixed number of arguments in a fixed order.",
        wrong="value: normal(3)",
        right="value: normal(3, 1)",
    ),
    Entry(
        "interval-upside-down",
        message="the range starts at {low}, which is not below its end, {high}",
        hint="write the smaller number first, or a single number for a certain value",
        explanation="`A to B` is a 90% interval: the value is above A with a probability of 95%, and above B with a probability of 5%.",
        wrong="starts: 1.5 to 0.5",
        right="starts: 0.5 to 1.5",
    ),
    Entry(
        "wrong-order",
        message="the arguments of `{name}` are not in increasing order",
        hint="write `{shape}`, from the smallest to the largest",
        explanation="The lower end comes first and the upper end last, with the mode between them.",
        wrong="value: triangular(0, 5, 3)",
        right="value: triangular(0, 3, 5)",
    ),
    Entry(
        "no-spread",
        message="the standard deviation of {name} must be above zero, not {sd}",
        hint="write a positive number; a certain value is a single number",
        explanation="A standard deviation measures the width of a distribution.",
        wrong="value: normal(3, 0)",
        right="value: 3",
    ),
    Entry(
        "lognormal-mean",
        message="the mean of `lognormal` must be above zero, not {mean}",
        hint="use `normal` for a quantity that can be negative",
        explanation=(
            "A lognormal quantity is positive. Its two arguments are the mean and standard deviation of the quantity itself, "
            "not of its logarithm."
        ),
        wrong="value: lognormal(0, 1)",
        right="value: lognormal(1, 1)",
    ),
    Entry(
        "beta-parameter",
        message="the arguments a and b of `beta` must be above zero, not {number}",
        hint="write two positive numbers: `beta(2, 5)` has a mean of 2/7",
        explanation="beta(a, b) is a share with mean a / (a + b). The larger a and b are, the narrower it is.",
        wrong="value: beta(-2, 5)",
        right="value: beta(2, 5)",
    ),
    Entry(
        "nothing-left",
        message="almost none of this distribution lies between {low} and {high}",
        hint="move the bounds to where the distribution lies",
        explanation=(
            "truncated(D, low, high) is the distribution D, given that the value lies between the bounds. Here that (almost) never happens."
        ),
        wrong="value: truncated(normal(0, 1), 20, 30)",
        right="value: truncated(normal(0, 1), 0, 3)",
    ),
    Entry(
        "choice-sum",
        message="the probabilities of `choice` sum to {total}, not to 1",
        hint="write `choice(1: 0.3, 2: 0.7)`, with probabilities from 0 to 1",
        explanation="Exactly one of the values is drawn, so the probabilities sum to 1.",
        wrong="value: choice(1: 0.5, 2: 0.6)",
        right="value: choice(1: 0.5, 2: 0.5)",
    ),
    Entry(
        "infinite",
        message="`{field}` cannot be infinite",
        hint="write a finite number; `inf` is allowed only in `within` and as a bound of `truncated`",
        explanation="Nothing can be computed from an infinite value.",
        wrong="value: inf",
        right="value: 1e6",
    ),
    Entry(
        "probability-outside",
        message="`{field}` must be a probability from 0 to 1, not `{text}`",
        hint="write a number from 0 to 1, a range inside it, or words such as `likely`",
        explanation="A probability is from 0 (never) to 1 (certain), and so must be every value of its distribution.",
        wrong="credence: 1.4",
        right="credence: 0.4",
    ),
    Entry(
        "unknown-words",
        message="`{words}` is not a term of the yardstick {yardstick}",
        hint="",
        explanation="Words of estimative probability stand for ranges that a yardstick defines. Other words have no agreed meaning.",
        wrong="credence: quite likely",
        right="credence: very likely",
    ),
    Entry(
        "other-yardstick",
        message="`{words}` is not a term of the yardstick {yardstick}",
        hint="use a term of {yardstick}, or write `yardstick: {other}` at the top of the file, which has this term",
        explanation="Each yardstick gives its own terms their ranges, and a file uses one yardstick.",
        wrong="credence: highly likely",
        right="yardstick: phia",
    ),
    Entry(
        "negative-spread",
        message="`{field}` must not be negative",
        hint="write zero or more; truncate a distribution that can be negative: `truncated(..., 0, inf)`",
        explanation="Standard deviations, influence and rationality cannot be negative.",
        wrong="rationality: normal(2, 1)",
        right="rationality: truncated(normal(2, 1), 0, inf)",
    ),
    Entry(
        "no-replacement",
        message="`{name}` has no value here",
        hint="write `{name}: VALUE`",
        explanation="`fails`, `holds` and `sets` map names to the values that replace the declared ones.",
        wrong="fails: {anger: {value: 1}}",
        right="fails: {anger: 1}",
    ),
)
