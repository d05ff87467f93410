"""A system dynamics model as an assessment. What cannot be expressed becomes a comment, and so does everything that depends on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lynchpin.errors import ArgumentError
from lynchpin.importing.document import Document, Section, Value, clean, write_number
from lynchpin.importing.dynamics.equations import Converter
from lynchpin.importing.dynamics.initial import InitialValues
from lynchpin.importing.dynamics.model import TIME, Members, Model
from lynchpin.importing.dynamics.source import CONTROL, Component, Element
from lynchpin.importing.dynamics.tables import write_table
from lynchpin.importing.dynamics.text import NeedsMembersError, NotExpressibleError, Text, number
from lynchpin.importing.dynamics.units import Units
from lynchpin.importing.naming import resembles

LONGEST_MEANING = 160
"""Longest text in characters under `means`; a longer documentation is cut after its first sentence."""
_SECTIONS = {"lookup": "functions", "parameter": "parameters", "stock": "stocks", "auxiliary": "auxiliaries"}
Writer = Callable[[Component, Members | None], str]


@dataclass(slots=True)
class Entry:
    """One element as it is written.

    Attributes:
        key: The element.
        section: The section of the file in which it stands.
        name: Its name there, with the sets over which it is defined.
        fields: Its fields, or the text of a function.
    """

    key: str
    section: str
    name: str
    fields: dict[str, Value] | str


@dataclass(slots=True)
class Written:
    """All entries of a model, and the reasons for leaving elements out."""

    entries: dict[str, Entry] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


class Assessment:
    """Writes a model.

    Args:
        model: The model.
        units: Translates its units; None if its quantities are to be plain numbers.
        refused: Elements that must be left out, with the reasons.
    """

    def __init__(self, model: Model, units: Units | None, refused: Mapping[str, str]) -> None:
        self._model = model
        self._units = units
        self._initial = InitialValues(model)
        self._converter = Converter(model, self._initial, units.time if units else "")
        self._argument = Text(model.names_used.copy().add("x"))  # the argument of a function may not have the name of an element
        self.written = Written()
        for key, element in model.source.elements.items():
            if key not in CONTROL:
                try:
                    if why := refused.get(key) or element.why:
                        raise NotExpressibleError(why)
                    self.written.entries[key] = self._write_element(key, element)
                except NotExpressibleError as problem:
                    self.written.left_out[key] = str(problem)
        self._leave_out_dependents()

    def _leave_out_dependents(self) -> None:
        found = True
        while found:
            found = False
            for key in list(self.written.entries):
                missing = [k for k in self._converter.used.get(key, ()) if k in self.written.left_out]
                if missing:
                    self.written.left_out[key] = f"it needs `{self._model.names[min(missing)]}`"
                    del self.written.entries[key]
                    found = True

    def _write_element(self, key: str, element: Element) -> Entry:
        self._converter.owner = key
        kind = self._model.find_kind(key)
        name = self._model.names[key]
        if kind == "lookup":
            if self._model.dimensions[key]:
                return Entry(key, "", name, "")
            return Entry(key, "functions", f"{name}({self._argument.text})", write_table(element.components[0].tree, self._argument).text)
        sets = ", ".join(self._model.sets[d] for d in self._model.dimensions[key])
        fields: dict[str, Value] = {"means": self._describe(element, name)}
        unit = self._units.write(element.unit) if self._units else ""
        fields["unit"] = unit
        if not self._units and (text := clean(element.unit)) and text.lower() not in ("dmnl", "1"):
            fields["means"] = f"{fields['means'] or element.label} ({text})"
        if kind == "parameter":
            fields["value"] = self._write_by_member(key, self._write_value)
        elif kind == "stock":
            fields["starts"] = self._write_by_member(key, lambda c, m: self._write_start(key, c, m))
            fields["changes"] = self._write_by_member(key, lambda c, m: self._write_flow(c, m, unit))
            if any(c.tree.non_negative for c in element.components):
                fields["within"] = ["0", "inf"]
        else:
            fields["equals"] = self._write_by_member(key, self._write_equation)
        return Entry(key, _SECTIONS[kind], f"{name}[{sets}]" if sets else name, {**fields, "cite": "model"})

    def _write_by_member(self, key: str, write: Writer) -> Value:
        """Return the text of a field: one for the whole range if there is one equation for it, otherwise one for each member."""
        element, dimensions = self._model.source.elements[key], self._model.dimensions[key]
        if len(element.components) == 1 and not element.components[0].exceptions and element.components[0].subscripts == dimensions:
            try:
                return write(element.components[0], None if dimensions else ())
            except NeedsMembersError:
                pass
        texts: dict[Members, str] = {}
        for members in self._model.list_combinations(key):
            component = self._model.find_component(key, members)
            if component is None:
                raise NotExpressibleError(f"it has no equation for {', '.join(members)}")
            texts[members] = write(component, members)
        if len(set(texts.values())) == 1:
            return next(iter(texts.values()))
        return _nest({tuple(self._model.members[m] for m in members): text for members, text in texts.items()})

    def _bind(self, component: Component, members: Members | None) -> dict[str, str | None]:
        return dict.fromkeys(component.subscripts) if members is None else self._model.bind(component, members)

    def _write_value(self, component: Component, members: Members | None) -> str:
        return number(float(self._model.pick(component, members))).text

    def _write_equation(self, component: Component, members: Members | None) -> str:
        return self._converter.write(self._model.pick(component, members), self._bind(component, members)).text

    def _write_start(self, key: str, component: Component, members: Members | None) -> str:
        initial = component.tree.initial
        if self._model.is_static(initial):
            return self._converter.write(initial, self._bind(component, members)).text
        if members is None:
            raise NeedsMembersError
        return number(self._initial.find(key, members)).text

    def _write_flow(self, component: Component, members: Members | None, unit: str) -> str:
        flow = self._converter.write(component.tree.flow, self._bind(component, members))
        if self._units is None:
            return self._converter.scale(flow).text
        if flow.number:
            return f"{flow.text} {unit} / {self._units.time}" if unit else f"{flow.text} / {self._units.time}"
        return flow.text

    @staticmethod
    def _describe(element: Element, name: str) -> str:
        text = clean(element.documentation)
        if len(text) > LONGEST_MEANING:
            first = re.split(r"(?<=[.;!?])\s", text)[0]
            text = first if len(first) <= LONGEST_MEANING else f"{text[:LONGEST_MEANING].rsplit(' ', 1)[0]} …"
        return text.rstrip(".") or ("" if resembles(element.label, name) else clean(element.label))

    def write(self, path: Path) -> str:
        """Return the text of the assessment.

        Args:
            path: The path of the model, for names.
        """
        document = Document()
        model, clock = self._model, self._model.clock
        stock = next((e for e in self.written.entries.values() if e.section == "stocks"), None)
        watched = stock or next((e for e in self.written.entries.values() if e.section in ("auxiliaries", "parameters")), None)
        if watched is None:
            why = next(iter(self.written.left_out.values()), "it has no equations")
            raise ArgumentError(f"{path} cannot be expressed as an assessment: {why}")
        title = clean(path.stem.replace("_", " ")) or "Model"
        document.comment(f"Imported from {path.name}. The question and the outcomes are only an example.")
        if about := clock.describe():
            document.comment(about)
        question, when = self._ask(watched)
        document.add_head(title[0].upper() + title[1:], question, {"yes": ["higher"], "no": ["not_higher"]}, clock=clock.write())
        document.section("sources").add("model", {"title": title, "note": f"the model in {path.name}"})
        units, sets = document.section("units"), document.section("sets")
        for name, members in self._list_sets().items():
            sets.add(name, members)
        for kind in ("functions", "parameters", "stocks", "auxiliaries"):
            section = document.section(kind)
            if kind == "stocks":
                self._write_helpers(section)
            for entry in self.written.entries.values():
                if entry.section == kind:
                    section.add(entry.name, entry.fields)
        written = "\n".join(line for section in document.sections for line in section.lines)
        for name, definition in (self._units.own if self._units else {}).items():
            if re.search(rf"\b{name}\b", written):
                units.add(name, definition)
        outcomes = document.section("outcomes")
        outcomes.add("higher", {"when": when})
        outcomes.add("not_higher", "otherwise")
        text = document.write()
        comments = [f"# Left out: `{model.names[key]}`, because {why}." for key, why in self.written.left_out.items()]
        return text + ("\n" + "\n".join(clean(c) for c in comments) + "\n" if comments else "")

    def _ask(self, watched: Entry) -> tuple[str, str]:
        """Return a question about one quantity, and the condition for the answer yes: it ends above its starting value."""
        key, name = watched.key, watched.name.partition("[")[0]
        try:
            start = sum(self._initial.find(key, members) for members in self._model.list_combinations(key))
        except NotExpressibleError:
            start = 0.0
        dimensions = [self._model.sets[d] for d in self._model.dimensions[key]]
        final = name
        for d in reversed(dimensions):
            final = f"sum[{d}]({final})" if final != name else f"sum[{d}]({name}[{', '.join(dimensions)}])"
        label = clean(self._model.source.elements[key].label)
        return f"Is {label} higher at the end than {write_number(start)}?", f"final({final}) > {number(start).text}"

    def _list_sets(self) -> dict[str, Value]:
        """Return the sets that the entries use. One with the members of an earlier set is a second name for it."""
        words = set(re.findall(r"\w+", " ".join(f"{e.name} {e.fields}" for e in self.written.entries.values())))
        names: dict[Members, str] = {}
        sets: dict[str, Value] = {}
        for key, members in self._model.source.ranges.items():
            if (name := self._model.sets[key]) in words:
                sets[name] = names[members] if members in names else [self._model.members[m] for m in members]
                names.setdefault(members, name)
        return sets

    def _write_helpers(self, section: Section) -> None:
        entries = self.written.entries
        uses_time = any(owner in entries for owner in self._converter.uses_time)
        if uses_time or not any(entry.section in ("parameters", "stocks") for entry in entries.values()):
            clock = self._model.clock
            fields = {
                "unit": self._units.time if self._units else "",
                "starts": write_number(clock.start),
                "changes": write_number(clock.period),
            }
            section.add(TIME, {"means": "the time of the model", **fields, "cite": "model"})
        for owner, helpers in self._converter.helpers.items():
            for name, helper in helpers.items() if owner in entries else ():
                element = self._model.source.elements.get(helper.like)
                unit = self._units.write(element.unit) if self._units and element is not None else ""
                fields = {"unit": unit, "starts": number(helper.starts).text, "changes": helper.changes}
                section.add(name, {"means": helper.means, **fields, "cite": "model"})


def _nest(texts: Mapping[Members, str]) -> Value:
    """Return texts by combinations of members as nested mappings."""
    if len(next(iter(texts))) == 1:
        return {members[0]: text for members, text in texts.items()}
    nested: dict[str, dict[Members, str]] = {}
    for members, text in texts.items():
        nested.setdefault(members[0], {})[members[1:]] = text
    return {first: _nest(below) for first, below in nested.items()}
