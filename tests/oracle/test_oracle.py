"""lynchpin against programs written from the format page alone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from agreement import ERRORS, NOT_TRANSLATED, compare_correlations, find_disagreements, list_quantities
from parts_time import Play, Translation
from translations.alarm import Alarm
from translations.ceasefire import Ceasefire
from translations.court import Court
from translations.crowd import Crowd
from translations.doubts import Doubts
from translations.functions import Functions
from translations.gas_dispute import GasDispute
from translations.habits import Habits
from translations.paths import WholePaths
from translations.quantities import Quantities
from translations.states import States
from translations.substeps import Substeps
from translations.towns import Towns
from translations.values import Values

import lynchpin as lp
from lynchpin.language.yardsticks import YARDSTICKS

HERE = Path(__file__).parent
FUTURES, TRANSLATED = 4_000, 10_000

CASES: list[tuple[str, type[Translation], str]] = [
    ("values", Values, ""),
    ("quantities", Quantities, ""),
    ("functions", Functions, ""),
    ("substeps", Substeps, ""),
    ("paths", WholePaths, ""),
    ("doubts", Doubts, ""),
    ("doubts", Doubts, "guard"),
    ("doubts", Doubts, "aid"),
    ("ceasefire", Ceasefire, ""),
    ("ceasefire", Ceasefire, "guard"),
    ("crowd", Crowd, ""),
    ("habits", Habits, ""),
    ("court", Court, ""),
    ("alarm", Alarm, ""),
    ("towns", Towns, ""),
    ("states", States, ""),
    ("gas-dispute", GasDispute, ""),
    ("gas-dispute", GasDispute, "mediate"),
    ("gas-dispute", GasDispute, "credit"),
]


def find_source(name: str) -> str:
    return name if name == "gas-dispute" else str(HERE / "files" / f"{name}.yaml")


@pytest.mark.parametrize(("name", "translation", "policy"), CASES, ids=[f"{name} {policy}".strip() for name, _, policy in CASES])
def test_the_same_distribution(name: str, translation: type[Translation], policy: str) -> None:
    futures = lp.simulate(find_source(name), futures=FUTURES, seed=11, policy=policy or None)
    assert futures.sound.all()
    data = lp.to_xarray(futures)
    columns = {str(key): column.values for key, column in data.items() if key not in NOT_TRANSLATED}
    translated = list_quantities(written := translation(), Play(written, TRANSLATED, 12, policy).run())
    missing = [key for key in columns if key not in translated and not key.endswith((".holds", ".favourite"))]
    assert not missing
    found, compared = find_disagreements(columns, translated)
    inputs = {key: column for key, column in columns.items() if column.ndim == 1 and key in futures.inputs}
    found += [what for what, errors in compare_correlations(inputs, translated) if not errors < ERRORS]
    assert compared > 50
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make", "happened"), [("alarm", Alarm, "burgled"), ("states", States, "famine")], ids=["alarm", "states"])
def test_the_posterior(name: str, make: type[Alarm | States], happened: str) -> None:
    """The answer given evidence, and the probability of the evidence, against weights of futures that know nothing of it."""
    found = lp.update(find_source(name), futures=2_000, seed=11).to_dict()
    play = Play(translation := make(), 10 * TRANSLATED, 12)
    paths = play.run()
    weights, true = translation.weigh(paths), translation.judge(paths)[0][happened]
    mean = weights.mean()
    share = (weights * true).mean() / mean
    error = np.sqrt(((weights * (true - share)) ** 2).mean() / len(weights)) / mean
    answer = found["answers"]["yes"]
    assert abs(answer["probability"] - share) < ERRORS * np.hypot(answer["standard_error"], error)
    log_error = weights.std() / mean / np.sqrt(len(weights))
    assert abs(found["log_evidence"] - np.log(mean)) < ERRORS * np.hypot(found["log_evidence_standard_error"], log_error)


def test_the_page_states_every_word_of_likelihood() -> None:
    """A reader of the page has no other source for the ranges."""
    page = (HERE.parents[1] / "docs" / "format.md").read_text()
    stated: dict[str, dict[str, tuple[float, float]]] = {name: {} for name in YARDSTICKS}
    for name, row in re.findall(r"^\| `([a-z0-9-]+)` \| (.* \d+;.*) \|$", page, re.M):
        for terms, low, high in re.findall(r"([a-z ,]+?) (\d+)(?: to (\d+))?(?:; |$)", row):
            stated[name] |= {term.strip(): (int(low) / 100, int(high or low) / 100) for term in terms.split(",")}
    assert stated == YARDSTICKS


def test_the_table_lists_the_whole_page() -> None:
    """Every heading, function, kind of value and field of the page stands in the README."""
    page, table = (HERE.parents[1] / "docs" / "format.md").read_text(), (HERE / "README.md").read_text()
    sections = page.partition("## Sections")[2].partition("## Messages")[0]
    rows = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
    features = {*re.findall(r"`([a-z]+)\(", rows), *re.findall(r"^- `([a-z_]+)`", sections, re.M)}
    assert len(features) > 50
    assert not [feature for feature in sorted(features) if f"`{feature}`" not in table]
    assert not [heading for heading in re.findall(r"^##+ (?!An example)(.+)", page, re.M) if heading not in table]
