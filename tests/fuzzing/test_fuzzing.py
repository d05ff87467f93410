"""However a file is made or spoilt, it gets messages and never a traceback.

`python tests/fuzzing 1000000 --seed 1` tries many more, and reports every check that takes more than two seconds.
"""

from __future__ import annotations

from collections import Counter

import pytest
from fuzz_check import Result, check_input
from fuzz_inputs import DEFAULTS, fill

from lynchpin.language import check_text

SEED = 2026
PARTS = 4
INPUTS = 20_000
RUN = 2
"""The number of accepted inputs of the first part that are run as well, each of which has to be compiled."""
FEWEST = {"refused": 0.03, "errors": 0.5, "accepted": 0.1}
"""The lowest share of inputs that end in each way. The shares are about 5%, 78% and 17%."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_escapes(part: int) -> None:
    size = INPUTS // PARTS
    results = [check_input(SEED, number) for number in range(part * size, (part + 1) * size)]
    report_failures(results)
    counts = Counter(result.ended for result in results)
    assert all(counts[ended] > share * size for ended, share in FEWEST.items()), counts
    accepted = [result.number for result in results if result.ended == "accepted"]
    if part == 0:
        report_failures([check_input(SEED, number, run_share=1.0) for number in accepted[:: len(accepted) // RUN][:RUN]])


def test_the_file_that_inputs_are_made_from_has_no_error() -> None:
    assert [d for d in check_text(fill(DEFAULTS)).diagnostics if d.severity == "error"] == []


def report_failures(results: list[Result]) -> None:
    """Fail with the number and the traceback of each input that escaped."""
    failed = [result for result in results if result.ended == "failed"]
    assert not failed, "\n".join(f"input {result.number} of seed {SEED}: {result.problem}" for result in failed)
