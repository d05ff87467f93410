"""The JSON Schema of the file format for editors, built from the table of fields."""

from __future__ import annotations

from typing import Any

from lynchpin.language.field_tables import TABLES
from lynchpin.language.fields import OPTION_FIELDS, Field, Table
from lynchpin.language.names import IDENTIFIER, NAME
from lynchpin.language.sections.header import VERSION

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_INDEX = r"(\[[a-z0-9_, ]+\])"
"""The index of an entry that stands for one per member of a set."""
_PATTERNS = {
    "name": f"^{NAME.pattern}".replace(r"\Z", f"{_INDEX}?$"),
    "identifier": f"^{IDENTIFIER.pattern}".replace(r"\Z", f"{_INDEX}?$"),
    "expression": ".+",
    "unit": "^[A-Za-z][A-Za-z0-9_]*$",
    "signature": r"^[a-z][a-z0-9_]*\s*\(.+\)$",
    "label": r"^(\d{4}(-(Q[1-4]|W\d\d|\d\d(-\d\d)?))?|FY\d{4}(-Q[1-4])?)$",
}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_DATA: Schema = {"type": "string", "pattern": "^from .+ column "}
"""A reference to a data file."""
_NUMBER: Schema = {"type": ["number", "string"]}


def _allow_members(form: Schema) -> Schema:
    """Describe a value that may be given for each member of a set, as a list or by member."""
    nested = {"anyOf": [form, {"type": "array"}, {"type": "object"}]}
    return {"anyOf": [form, {"type": "array", "items": nested}, {"type": "object", "additionalProperties": nested}]}


_FORMS: dict[str, Schema] = {
    "text": _SCALAR,
    "name": {"type": "string"},
    "number": _allow_members(_NUMBER),
    "whole": {"type": "integer"},
    "flag": {"enum": [True, False, "yes", "no"]},
    "date": {"type": ["string", "integer"]},
    "label": {"type": ["string", "integer"]},
    "unit": {"type": "string"},
    "citation": {"type": "string"},
    "value": _allow_members(_NUMBER),
    "probability": _allow_members(_NUMBER),
    "credence": {"anyOf": [_allow_members(_NUMBER), {"$ref": "#/$defs/credence"}]},
    "expression": _allow_members(_SCALAR),
    "definition": {"type": ["string", "null"]},
    "set": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "influence": _allow_members(_NUMBER),
    "horizon": {"anyOf": [_allow_members({"type": "integer"}), {"$ref": "#/$defs/horizon"}]},
}


_ONE_EACH: Schema = {"anyOf": [_SCALAR, {"type": "array"}]}
"""A number, or a list with one for each member of a set."""

_DISTRIBUTION: Schema = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "patternProperties": {_PATTERNS["name"]: _ONE_EACH}, "additionalProperties": False},
    ]
}
"""The name of the state that is certain, or the probabilities of the states."""

_PAYOFF: Schema = {
    "description": "A payoff, or payoffs by the options of the next actor",
    "anyOf": [_SCALAR, {"type": "array"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/payoff"}}],
}


def build_schema() -> Schema:
    """Return the schema of an assessment file, in JSON Schema 2020-12."""
    top = _describe_table(TABLES["assessment"])
    definitions = {name: _allow_shorthand(table) for name, table in TABLES.items() if name != "assessment"}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:lynchpin:assessment:{VERSION}",
        "title": f"lynchpin assessment, version {VERSION}",
        "description": "An assessment: what a judgement depends on, as a model that can be simulated.",
        **top,
        "$defs": {**definitions, "option": _describe_option(), "payoff": _PAYOFF},
    }


def _describe_table(table: Table) -> Schema:
    required = [field.name for field in table.fields if field.required]
    properties = {field.name: {"description": _start_sentence(field.help), **_describe_field(field)} for field in table.fields}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _allow_shorthand(table: Table) -> Schema:
    """Describe an entry as a mapping of its fields or, if its table has a shorthand, as that one value."""
    whole = {"description": _start_sentence(table.what), **_describe_table(table)}
    if not table.shorthand:
        return whole
    short = next(field for field in table.fields if field.name == table.shorthand)
    return {
        "description": whole.pop("description"),
        "anyOf": [{"description": _start_sentence(short.help), **_describe_field(short)}, whole],
    }


def _start_sentence(text: str) -> str:
    """Return a text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def _describe_field(field: Field) -> Schema:
    match field.form:
        case "choice":
            return {"enum": list(field.choices)}
        case "record":
            return _refer(field.of)
        case "map":
            mapping: Schema = {"type": "object", "patternProperties": {_PATTERNS[field.key]: _refer(field.of)}}
            return {"anyOf": [mapping, _DATA]} if field.key == "label" else mapping
        case "states":
            names: Schema = {"type": "array", "items": {"type": "string"}}
            return {"anyOf": [_DISTRIBUTION, names]} if field.name == "states" else _DISTRIBUTION
        case "list":
            item = _refer(field.of)
            return (
                {"type": "array", "items": item}
                if field.of in TABLES or field.of == "triple"
                else {"anyOf": [item, {"type": "array", "items": item}]}
            )
        case "pair":
            return {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2}
        case form:
            return _FORMS[form]


def _refer(of: str) -> Schema:
    """Describe the items of a field: an entry of another table, a list of names, a correlation, a replacement, or a scalar."""
    if of in TABLES or of == "option":
        return {"$ref": f"#/$defs/{of}"}
    if of == "payoff":
        return {"$ref": "#/$defs/payoff"}
    if of == "distribution":
        return _DISTRIBUTION
    if of == "names":
        return {"anyOf": [_FORMS["name"], {"type": "array", "items": _FORMS["name"]}, {"$ref": "#/$defs/answer"}]}
    if of == "replacement":
        return {"anyOf": [_FORMS["value"], {"$ref": "#/$defs/change", "minProperties": 1, "maxProperties": 1}]}
    if of == "triple":
        return {"type": "array", "prefixItems": [_FORMS["name"], _FORMS["name"], _NUMBER], "minItems": 3, "maxItems": 3}
    return _FORMS[of]


def _describe_option() -> Schema:
    """Describe an option: its levers and their levels, and the fields that any option may have."""
    fields = TABLES["actor"].by_name
    own = {name: {"description": _start_sentence(fields[name].help), "anyOf": [_SCALAR, {"type": "array"}]} for name in OPTION_FIELDS}
    lever = {"description": "The level of a lever", **_allow_members(_NUMBER)}
    return {
        "description": "An option and the levels of its levers",
        "type": ["object", "null"],
        "properties": own,
        "additionalProperties": lever,
    }
