"""One indicator: how well it separates futures with and without the answer in each period, its lead and its alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lynchpin.statistics.estimates import Estimate, estimate_mean
from lynchpin.statistics.roc import Alarm, estimate_auc, find_alarm

F64 = NDArray[np.float64]

LEADING_AREA = 0.8
"""An indicator leads from the period in which its area goes above this and stays there."""
FEWEST = 30
"""Least number of undecided futures with and without the answer for a period to be judged."""


@dataclass(frozen=True)
class Sample:
    """N futures: the answer, the period in which it is decided (T if it is open to the end), and lineage."""

    yes: NDArray[np.bool_]
    decided: NDArray[np.intp]
    lineage: NDArray[np.uint32]

    def select(self, which: NDArray[Any]) -> Sample:
        """Return the futures of a mask or of an array of positions."""
        return Sample(self.yes[which], self.decided[which], self.lineage[which])


@dataclass(frozen=True)
class Signpost:
    """One indicator.

    Attributes:
        name: Its name.
        higher: Whether higher values point to the answer; areas are taken in that direction.
        auc: [T] area under the ROC curve in each period; NaN in periods that cannot be judged.
        alarms: [T] the alarm of each period.
        lead: The period from which the area stays above 0.8, None if there is none.
        lead_time: Mean number of periods from the lead until the answer is decided.
        at: The period whose alarm is shown: that of the lead, else that of the greatest area.
    """

    name: str
    higher: bool
    auc: tuple[Estimate, ...]
    alarms: tuple[Alarm | None, ...]
    lead: int | None
    lead_time: Estimate | None
    at: int | None

    @property
    def alarm(self) -> Alarm | None:
        return None if self.at is None else self.alarms[self.at]

    @property
    def area(self) -> float:
        """The area under the ROC curve in the period that is shown; -1 if there is none."""
        return -1.0 if self.at is None else self.auc[self.at].value


def judge_indicator(name: str, values: F64, sample: Sample, start: int = 0) -> Signpost:
    """Judge one indicator on the futures in which the answer is decided later than each period.

    Args:
        name: Name of the indicator.
        values: [T, N] its values.
        sample: The futures.
        start: First period that is judged.

    Returns:
        Areas, alarms and the lead.
    """
    opens = [(sample.decided > t) & (t >= start) for t in range(len(values))]
    raw = [_judge_area(x[now], sample.select(now)) for x, now in zip(values, opens, strict=True)]
    known = [a.value for a in raw if np.isfinite(a.value)]
    higher = not known or float(np.mean(known)) >= 0.5
    areas = [area if higher else Estimate(1 - area.value, area.error) for area in raw]
    alarms = []
    for x, now, area in zip(values, opens, areas, strict=True):
        s = sample.select(now)
        judged = np.isfinite(area.value)
        alarms.append(find_alarm(x[now], s.yes, higher=higher, lineage=s.lineage) if judged else None)
    lead = find_lead([a.value for a in areas])
    lead_time = None if lead is None else _measure_lead_time(lead, sample, len(values))
    at = lead if lead is not None else _argmax([a.value for a in areas])
    return Signpost(name, higher, tuple(areas), tuple(alarms), lead, lead_time, at)


def _measure_lead_time(lead: int, sample: Sample, periods: int) -> Estimate | None:
    """Return the mean number of periods from the lead to the decision, in the futures decided before the end; None if there are none."""
    led = sample.select((sample.decided > lead) & (sample.decided < periods))
    if not len(led.yes):
        return None
    return estimate_mean(led.decided - lead, lineage=led.lineage)


def find_lead(areas: list[float]) -> int | None:
    """Return the period from which the area stays above 0.8 to the end, None if there is none. Periods without an area (NaN) are skipped."""
    lead = None
    for t in reversed(range(len(areas))):
        if areas[t] <= LEADING_AREA:
            break
        lead = t if areas[t] > LEADING_AREA else lead
    return lead


def _judge_area(x: F64, sample: Sample) -> Estimate:
    cases = int(sample.yes.sum())
    if min(cases, len(x) - cases) < FEWEST:
        return Estimate(np.nan, np.nan)
    return estimate_auc(x, sample.yes, lineage=sample.lineage)


def _argmax(values: list[float]) -> int | None:
    known = [t for t, v in enumerate(values) if np.isfinite(v)]
    return max(known, key=lambda t: values[t]) if known else None
