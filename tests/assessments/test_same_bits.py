"""The shipped assessments give the same futures from one version of the code to the next.

`same_bits.json` records, for each shipped file, how many of the first 1,024 futures have each outcome, and a hash of every recorded
number. The hash is compared only if jaxlib and the instruction set are those of the record, because another compiler or processor
rounds the last digit differently. To record it again after a deliberate change: `python tests/assessments/test_same_bits.py`.
"""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

import jaxlib
import numpy as np
import pytest

import lynchpin as lp

RECORD = Path(__file__).with_name("same_bits.json")
FILES = ("belarus-2019", "gas-dispute", "greece-2015", "measles-2025", "single-source")
FUTURES = 1_024
LAST_DIGITS = 4
"""How many futures may have another outcome if the last digits are rounded differently."""


def describe_machine() -> dict[str, str]:
    """Return what determines the last digit of a number, apart from the code."""
    flags = Path("/proc/cpuinfo")
    vectors = "avx512f" if flags.exists() and "avx512f" in flags.read_text() else platform.machine()
    return {"jaxlib": jaxlib.__version__, "vectors": vectors}


def describe_futures(name: str) -> dict[str, Any]:
    """Return the count of each outcome and a hash of every recorded array."""
    futures = lp.simulate(name, FUTURES, seed=0)
    digest = hashlib.sha256(np.ascontiguousarray(futures.outcome).tobytes())
    for group in ("inputs", "assumptions", "stocks", "auxiliaries", "events", "options"):
        for key, values in getattr(futures, group).items():
            digest.update(key.encode() + np.ascontiguousarray(values).tobytes())
    counts = np.bincount(futures.outcome[futures.outcome < len(futures.model.outcomes)], minlength=len(futures.model.outcomes))
    return {"counts": counts.tolist(), "bits": digest.hexdigest()}


@pytest.mark.shipped_compiler
@pytest.mark.parametrize("name", FILES)
def test_a_shipped_file_keeps_its_futures(name: str) -> None:
    record = json.loads(RECORD.read_text())
    expected, found = record["files"][name], describe_futures(name)
    assert np.abs(np.subtract(found["counts"], expected["counts"])).sum() <= 2 * LAST_DIGITS
    if record["machine"] == describe_machine():
        assert found["bits"] == expected["bits"]


def main() -> None:
    """Record the futures that the shipped files give now."""
    record = {"machine": describe_machine(), "files": {name: describe_futures(name) for name in FILES}}
    RECORD.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
