"""Every YAML tool reads a file the same way: what we ship is compared with a YAML 1.2 parser, and validated by check-jsonschema."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from example_files import COMPLETE, SMALL
from ruamel.yaml import YAML

from lynchpin.language import build_schema, check_text, list_assessments, write_template
from lynchpin.language.diagnostics import Diagnostics
from lynchpin.language.fixing import fix_source
from lynchpin.language.library import LIBRARY
from lynchpin.language.nodes import Node, build_tree
from lynchpin.language.source import decode_source
from lynchpin.language.template import list_templates

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEST_FILES = [*sorted((ROOT / "tests" / "files" / "strange").glob("*.yaml")), *sorted((ROOT / "tests" / "oracle" / "files").glob("*.yaml")),
              ROOT / "tests" / "report" / "dispute.yaml"]  # fmt: skip
EXAMPLES = {
    f"{page.name} {number}": text
    for page in PAGES
    for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL), 1)
}
FILES = {
    **{name: (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8") for name in list_assessments()},
    **{path.stem: path.read_text(encoding="utf-8") for path in TEST_FILES},
    "template": write_template("x"),
    **{f"template {kind}": write_template("x", like=kind) for kind in list_templates()},
    "small": SMALL,
    "complete": COMPLETE,
}
WHOLE = FILES | {name: text for name, text in EXAMPLES.items() if text.startswith("lynchpin: 1")}


def read_plainly(text: str) -> object:
    """Return what a YAML 1.2 parser reads, with every scalar as its text."""
    return YAML(typ="base", pure=True).load(StringIO(text))


def read_ours(text: str) -> object:
    """Return the same from our tree."""
    tree = build_tree(decode_source(text.encode(), "text"), Diagnostics())
    return None if tree is None else convert(tree)


def convert(node: Node) -> object:
    """Return a node as text, list or mapping."""
    if node.kind == "mapping":
        return {key.text: convert(value) for key, value in node.pairs}
    return [convert(item) for item in node.items] if node.kind == "list" else node.text


@pytest.mark.parametrize("name", [*FILES, *EXAMPLES])
def test_a_plain_parser_reads_the_same(name: str) -> None:
    text = (FILES | EXAMPLES)[name]
    plain, ours = read_plainly(text), read_ours(text)
    assert ours == plain
    assert list_keys(ours) == list_keys(plain)


def list_keys(tree: object) -> list[str]:
    """Return all keys of a tree in their order."""
    if isinstance(tree, dict):
        return [word for key, value in tree.items() for word in (key, *list_keys(value))]
    return [word for item in tree for word in list_keys(item)] if isinstance(tree, list) else []


def validate(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Validate files against our schema with check-jsonschema."""
    (folder / "schema.json").write_text(json.dumps(build_schema()))
    paths = [folder / f"{name.replace(' ', '-')}.yaml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("check-jsonschema"), "--schemafile", folder / "schema.json", "--output-format", "json"]
    return subprocess.run([*command, *paths], capture_output=True, text=True, check=False)


def test_check_jsonschema_accepts_every_file(tmp_path: Path) -> None:
    done = validate(tmp_path, WHOLE)
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, [])


@pytest.mark.parametrize(("old", "new"), [("starts:", "begins:"), ("clock:", "clok:"), ("{start: 2025-Q1, end: 2026-Q4}", "2025")])
def test_check_jsonschema_rejects_invalid_files(tmp_path: Path, old: str, new: str) -> None:
    assert validate(tmp_path, {"invalid": SMALL.replace(old, new)}).returncode == 1


def test_check_jsonschema_rejects_what_it_would_read_otherwise(tmp_path: Path) -> None:
    text = SMALL.replace('"beta(2, 5)"', "beta(2, 5)")
    assert [d.id for d in check_text(text).diagnostics] == ["needs-quotes"]
    assert read_ours(text) != read_plainly(text)
    done = validate(tmp_path, {"unquoted": text})
    assert done.returncode == 1
    assert "5)" in done.stdout


def test_the_schema_has_an_id_and_describes_every_field() -> None:
    schema = build_schema()
    assert schema["$id"] == "urn:lynchpin:assessment:1"
    assert schema["description"]
    for name, table in [("", schema), *schema["$defs"].items()]:
        assert table["description"], name
        for whole in (table, *table.get("anyOf", ())):
            assert whole is schema or whole.get("description", table["description"])
            for field, described in whole.get("properties", {}).items():
                assert re.match(r"[A-Z`]", described["description"]), f"{name}.{field}"


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("anger: {value: beta(2, 5), cite: memo p2}  # a (note, here)", 'anger: {value: "beta(2, 5)", cite: memo p2}  # a (note, here)'),
        ("anger: {value: choice(1: 0.5, 2: 0.5)}", 'anger: {value: "choice(1: 0.5, 2: 0.5)"}'),
        ("anger: choice(1: 0.5, 2: 0.5) # a: b", 'anger: "choice(1: 0.5, 2: 0.5)" # a: b'),
        ("anger: beta(2, 5)", "anger: beta(2, 5)"),
        ("anger: {value: beta(2, 5), means: a (b), judgement: so (as \"it\", is)}",
         'anger: {value: "beta(2, 5)", means: a (b), judgement: so (as "it", is)}'),
        ("anger: {judgement: said \"no\" (twice, once)}", "anger: {judgement: 'said \"no\" (twice, once)'}"),
        ("anger: {judgement: it's a \"no\" (twice, once)}", "anger: {judgement: 'it''s a \"no\" (twice, once)'}"),
        ("anger: {judgement: a\\b (c, d)}", "anger: {judgement: 'a\\b (c, d)'}"),
        ("anger: {war(a, b): 1, values: [f(a, b), interpolate(x, [0, 1], [1, 2])]}",
         'anger: {"war(a, b)": 1, values: ["f(a, b)", "interpolate(x, [0, 1], [1, 2])"]}'),
        ("anger: {value: beta(2,\n    5), cite: memo p2}", 'anger: {value: "beta(2,\n    5)", cite: memo p2}'),
        ("anger: (as follows: a, b)", 'anger: "(as follows: a, b)"'),
        ("anger: {é: clip(é, 0, 1)}\r", 'anger: {é: "clip(é, 0, 1)"}\r'),
    ],
)  # fmt: skip
def test_quotes_are_put_where_another_tool_would_split(line: str, fixed: str) -> None:
    text = f"# a comment\nparameters:\n  {line}\n  other: 1\n"
    result = fix_source(decode_source(text.encode(), "x.yaml"))
    assert result.source.text == f"# a comment\nparameters:\n  {fixed}\n  other: 1\n"
    if '"it", is' not in line:  # a quote inside the parentheses leaves them to YAML
        assert read_plainly(result.source.text) == read_ours(text)


@pytest.mark.parametrize(
    ("old", "new", "fixed"),
    [
        (
            "decides: quarter == 1 or",
            "decides: quarter == 1 OR NOT anger == 0 AND 1 =< quarter or",
            "decides: quarter == 1 or not anger == 0 and 1 <= quarter or",
        ),
        ("> 2 billion USD", "≥ 2 billion usd", ">= 2 billion USD"),
        ("unit: billion USD / year", "unit: bn usd / Year", "unit: billion USD / year"),
        ("credence: likely", "credence: 70", "credence: 70%"),
        ("on: [2025-Q3, 2026-Q3]", "on: [2025 Q3, Q3 2026]", "on: [2025-Q3, 2026-Q3]"),
        ("start: 2025-Q1", "start: 2025q1", "start: 2025-Q1"),
        ("chance: logistic(-3 + anger)", "chance: 12.5", "chance: 12.5%"),
    ],
)
def test_spellings_with_one_meaning_are_corrected(old: str, new: str, fixed: str) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    assert check_text(text).assessment is None
    result = fix_source(decode_source(text.encode(), "x.yaml"))
    assert result.source.text == SMALL.replace(old, fixed, 1)
    assert not [d for d in check_text(result.source.text).diagnostics if d.severity == "error"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ever(supplier == cut)", "ever(supplier = cut)"),  # a definition, or a comparison
        ("0.5 to 1.5", "0.5–1.5"),  # a difference, or a range
        ("credence: likely", "credence: 1.5"),  # 1.5%, or 0.15
        ("start: 2025-Q1", "start: 2025/1"),  # a month, or a quarter
        ("unit: billion USD / year", "unit: k USD / year"),  # thousand, or kelvin
    ],
)
def test_what_could_mean_two_things_is_left_alone(old: str, new: str) -> None:
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    assert fix_source(decode_source(text.encode(), "x.yaml")).source.text == text


@pytest.mark.parametrize("ending", ["\r", "\x85", "\u2028", "\u2029"])
def test_a_warning_of_an_unquoted_text_shows_its_first_line(ending: str) -> None:
    text = SMALL.replace('"beta(2, 5)"', f"beta(2,{ending} 5)")
    (warning,) = [d for d in check_text(text).diagnostics if d.id == "needs-quotes"]
    assert "`beta(2,`" in warning.message


def test_warnings_of_unquoted_texts_are_one_warning_but_all_are_corrected() -> None:
    rows = "".join(f"  p{k}: {{value: beta(2, {k + 1}), judgement: t}}\n" for k in range(100))
    text = SMALL.replace("parameters:\n", f"parameters:\n{rows}")
    (warning,) = [d for d in check_text(text).diagnostics if d.id == "needs-quotes"]
    assert "and 99 more like this" in warning.message
    assert fix_source(decode_source(text.encode(), "x.yaml")).count == 100
