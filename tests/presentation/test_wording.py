"""Names, lists and counts in words."""

from __future__ import annotations

from lynchpin.presentation.wording import format_count, format_list, format_name, open_sentence


def test_names_lists_and_counts() -> None:
    assert format_name("state_not_hollow") == "state not hollow"
    assert format_name("weight:supplier.company:-debt * (1 - paid)") == "supplier company: weight of -debt * (1 - paid)"
    assert format_name("rationality:minsk") == "minsk: rationality"
    assert (format_list([]), format_list(["a"]), format_list(["a", "b"]), format_list(["a", "b", "c"], "or")) == (
        "",
        "a",
        "a and b",
        "a, b or c",
    )
    assert (format_count(0, "claim"), format_count(1, "claim"), format_count(1200, "claim")) == ("no claims", "1 claim", "1,200 claims")
    assert format_count(2, "policy", "policies") == "2 policies"
    assert (open_sentence("ça va"), open_sentence("")) == ("Ça va", "")
