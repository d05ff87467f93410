"""Messages about invalid YAML, and about YAML that an assessment cannot use."""

from __future__ import annotations

from lynchpin.language.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "yaml-tab",
        message="this line is indented with a tab",
        hint="indent with spaces, two for each level",
        explanation="YAML measures depth in spaces and refuses tabs at the start of a line. Most editors can replace tabs with spaces.",
        wrong="stocks:\n	arrears: ...",
        right="stocks:\n  arrears: ...",
    ),
    Entry(
        "yaml-colon",
        message="a text that contains a colon must be in quotes",
        hint='write it like this: `"first: second"`',
        explanation="In YAML a colon followed by a space separates a name from its value, even in the middle of a sentence.",
        wrong="means: the price: what is paid",
        right='means: "the price: what is paid"',
    ),
    Entry(
        "yaml-comma",
        message="`{text}` has no value: inside braces a comma ends the field before it",
        hint="put the text in quotes, or write the entry over several lines without braces",
        explanation="Inside { } a comma separates fields, even in the middle of a sentence.",
        wrong="{value: 3, means: a rebate, in cash}",
        right='{value: 3, means: "a rebate, in cash"}',
    ),
    Entry(
        "needs-quotes",
        message="`{text}` has no quotes, so other YAML tools split it at `{sign}`",
        hint="write `{quoted}`; `lynchpin check` can put every such text in quotes (its option `fix`)",
        explanation=(
            "lynchpin keeps parentheses together, but in YAML a comma or bracket inside braces ends an unquoted text, and a colon before a "
            "space does so anywhere. Editors and other tools then read something else. Quotes, or for a comma an entry over several lines "
            "without braces, make every tool read the same."
        ),
        wrong="anger: {value: beta(2, 5), cite: memo p2}",
        right='anger: {value: "beta(2, 5)", cite: memo p2}',
        severity="warning",
    ),
    Entry(
        "decimal-comma",
        message="`{text}` follows a comma, which separates fields inside braces",
        hint="write decimals with a point and thousands without a separator: `1200.5`",
        explanation="Inside { } a comma separates fields, even in the middle of a number.",
        wrong="{value: 0,8 to 1,6}",
        right="{value: 0.8 to 1.6}",
    ),
    Entry(
        "yaml-no-colon",
        message="a name must be followed by a colon and a space",
        hint="write `name: value`, with a space after the colon",
        explanation="A field is a name, a colon, a space and a value. Without the space the colon is part of the name.",
        wrong="title A gas dispute",
        right="title: A gas dispute",
    ),
    Entry(
        "yaml-indent",
        message="this line is not aligned with the lines around it",
        hint="start all entries of a section in the same column, and their fields further to the right",
        explanation=(
            "YAML takes the structure from the indentation. Look for a line that is one space off, or for a line above without its colon."
        ),
        wrong="stocks:\n  arrears:\n    unit: USD\n   starts: 1",
        right="stocks:\n  arrears:\n    unit: USD\n    starts: 1",
    ),
    Entry(
        "yaml-columns",
        message="this line starts in column {here}, but the entries before it start in column {column} (from line {line} on)",
        hint="start all entries of a section in the same column, and their fields further to the right",
        explanation="YAML takes the structure from the indentation. One line that is one space off breaks it.",
        wrong="stocks:\n   arrears: {starts: 1, changes: 1}\n  debt: {starts: 1, changes: 1}",
        right="stocks:\n  arrears: {starts: 1, changes: 1}\n  debt: {starts: 1, changes: 1}",
    ),
    Entry(
        "yaml-dash",
        message="this line has no dash, but the entries before it have one",
        hint="write sections without dashes; a minus sign has no space after it, as in `-arrears: 1 per billion USD`",
        explanation="Lines that start with a dash and a space form a list. Only correlations and evidence are lists.",
        wrong="values:\n  - arrears: 1 per billion USD\n  flow: 2",
        right="values:\n  -arrears: 1 per billion USD\n  flow: 2",
    ),
    Entry(
        "yaml-surplus",
        message="`{bracket}` closes a bracket that was not opened on this line",
        hint="remove it, or add the bracket that is missing before it",
        explanation="Each closing bracket belongs to an opening one.",
        wrong="clock: {start: 2025-Q1, end: 2026-Q4}}",
        right="clock: {start: 2025-Q1, end: 2026-Q4}",
    ),
    Entry(
        "yaml-no-comma",
        message="a comma is missing before `{field}`",
        hint="write `, {field}: ...`; a text that contains a colon must be in quotes",
        explanation="Inside braces fields are separated by commas.",
        wrong="{once: true cite: memo p6}",
        right="{once: true, cite: memo p6}",
    ),
    Entry(
        "yaml-quote-ends",
        message="the quoted text {text} ends here, but more follows",
        hint="inside single quotes write a quote twice (`'it''s'`), inside double quotes write it as `\\\"`",
        explanation="A value that starts with a quote ends with the next quote of the same kind.",
        wrong="title: 'It's cold'",
        right="title: 'It''s cold'",
    ),
    Entry(
        "yaml-brackets",
        message="this bracket is not closed correctly",
        hint="look for a missing `}}`, `]` or comma",
        explanation="The bracket that was opened last must be closed first, and commas separate the items inside.",
        wrong="clock: {start: 2025-Q1, end: 2026-Q4",
        right="clock: {start: 2025-Q1, end: 2026-Q4}",
    ),
    Entry(
        "yaml-star",
        message="a value cannot start with `{character}` here",
        hint="put the expression in quotes",
        explanation=(
            "YAML reserves `*` and `&` at the start of a value. An expression that starts with one of them is incomplete, or "
            "must be in quotes."
        ),
        wrong="equals: * 2",
        right="equals: x * 2",
    ),
    Entry(
        "yaml-quote",
        message="this quote is never closed",
        hint="close it; to write a quote inside a quoted text, write it twice: `'it''s'`",
        explanation="A quoted text runs to the next quote of the same kind, over any number of lines.",
        wrong="title: 'A gas dispute",
        right="title: 'A gas dispute'",
    ),
    Entry(
        "yaml-escape",
        message="unknown escape sequence inside double quotes",
        hint="use single quotes, in which a backslash has no special meaning",
        explanation=(
            "Inside double quotes `\\n` is a line break and `\\\\` a backslash. Most other letters after a backslash are not allowed."
        ),
        wrong='url: "C:\\data"',
        right="url: 'C:\\data'",
    ),
    Entry(
        "yaml-character",
        message="a value cannot start with `{character}`",
        hint="put the text in quotes",
        explanation="YAML reserves `@`, `` ` ``, `%`, `|` and `>` at the start of a value.",
        wrong="means: @ market prices",
        right='means: "@ market prices"',
    ),
    Entry(
        "yaml-syntax",
        message="invalid YAML: {problem}",
        hint="compare the line with the file that `lynchpin new` writes",
        explanation="The file is not valid YAML, for a reason that has no message of its own.",
        wrong="means: | text on the same line",
        right="means: text on one line",
    ),
    Entry(
        "control-character",
        message="the file contains the character {code}, which is not allowed in a text",
        hint="delete it; it was probably copied from another program",
        explanation="Control characters other than tab and line break cannot be seen in an editor, so they are refused.",
        wrong="title: A gas\\a dispute",
        right="title: A gas dispute",
    ),
    Entry(
        "anchor",
        message="`&{name}` is a YAML anchor, which an assessment cannot use",
        hint="write the value where it is needed, or put the text in quotes",
        explanation=(
            "With anchors and aliases a file can mean something other than it seems to say, and a small file can expand into a huge one."
        ),
        wrong="memo: &first {title: The winter ahead}",
        right="memo: {title: The winter ahead}",
    ),
    Entry(
        "alias",
        message="`*{name}` is a YAML alias, which an assessment cannot use",
        hint="write the value itself; an expression cannot start with `*`",
        explanation=(
            "With anchors and aliases a file can mean something other than it seems to say, and a small file can expand into a huge one."
        ),
        wrong="equals: *first",
        right="equals: first",
    ),
    Entry(
        "tag",
        message="`{tag}` is a YAML tag, which an assessment cannot use",
        hint="remove it, or put the text in quotes; to negate a condition, write `not`",
        explanation="Tags ask YAML to build objects from text. An assessment is only data.",
        wrong="when: !rupture",
        right="when: not rupture",
    ),
    Entry(
        "second-document",
        message="a second YAML document starts here",
        hint="a file holds one assessment: remove the line of dashes, or split the file",
        explanation="A line of three dashes starts a new document in YAML.",
        wrong="title: One\n---\ntitle: Two",
        right="title: One",
    ),
    Entry(
        "too-deep",
        message="this is nested more than {deepest} levels deep",
        hint="look for brackets that were opened too often; an assessment needs at most six levels",
        explanation="The format needs no such depth, so it is probably a mistake.",
        wrong="shows: [[[[[...]]]]]",
        right="shows: [arrears]",
    ),
    Entry(
        "too-many-values",
        message="the file has more than {most} names and values",
        hint="split the file, or combine short expressions into fewer, longer ones",
        explanation="A file of this size could not be checked while you type.",
        wrong="parameters: {a1: 1, a2: 1, ...}",
        right="parameters: {a1: 1}",
    ),
    Entry(
        "too-many-expressions",
        message="the expressions and values of the file have more than {most} characters together",
        hint="split the file, or define repeated parts as auxiliaries",
        explanation="A file of this size could not be checked while you type.",
        wrong="auxiliaries: {a1: x + x + ..., a2: x + x + ..., ...}",
        right="auxiliaries: {a1: 10 * x}",
    ),
    Entry(
        "empty-file",
        message="the file is empty",
        hint="`lynchpin new NAME` writes a commented file to start from",
        explanation="The file contains only blank lines and comments.",
        wrong="# to do",
        right="lynchpin: 1\ntitle: ...",
    ),
    Entry(
        "no-mapping",
        message="an assessment must consist of `name: value` lines",
        hint="`lynchpin new NAME` writes a commented file to start from",
        explanation="The top level of the file is a mapping of its fields: `lynchpin`, `title`, `question` and so on.",
        wrong="- title",
        right="title: A gas dispute",
    ),
)
