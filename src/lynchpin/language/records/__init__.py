"""The assessment as records: one frozen dataclass for each kind of entry, and `Assessment` for the whole file.

Records exist only for a file without errors. So every name resolves, every unit agrees, and every number is in the unit of its quantity.
Sections are mappings from name to record, in the order of the file.
"""

from __future__ import annotations

from lynchpin.language.records.actors import Actor, Faction, Horizon, Perception, Term
from lynchpin.language.records.analysis import Assumption, Change, Given, Goal, Indicator, Outcome, Policy
from lynchpin.language.records.assessment import Assessment
from lynchpin.language.records.basics import About, Basis, Citation, Clock, Kind, SourceRecord, Value
from lynchpin.language.records.evidence import Claim, Condition, Evidence, Forecast
from lynchpin.language.records.quantities import Auxiliary, Event, Parameter, Series, Stock
from lynchpin.language.records.states import StateRow, StateTable

__all__ = [
    "About",
    "Actor",
    "Assessment",
    "Assumption",
    "Auxiliary",
    "Basis",
    "Change",
    "Citation",
    "Claim",
    "Clock",
    "Condition",
    "Event",
    "Evidence",
    "Faction",
    "Forecast",
    "Given",
    "Goal",
    "Horizon",
    "Indicator",
    "Kind",
    "Outcome",
    "Parameter",
    "Perception",
    "Policy",
    "Series",
    "SourceRecord",
    "StateRow",
    "StateTable",
    "Stock",
    "Term",
    "Value",
]
