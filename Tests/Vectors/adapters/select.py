"""Adapters of the select family."""

import pith

from adapters import adapter


def keep_of(case, n, rounding):
    """How many tokens a case keeps: its ratio through the library's rule, or its count."""
    if "ratio" not in case.params:
        return case.params["k"]
    keep = pith.budget.keep_count(n, case.params["ratio"], rounding)
    case.params.expect("k", keep)
    return keep


@adapter("divprune")
def divprune(case):
    tokens = case["tokens"]
    case.params.expect("n", tokens.shape[0])
    case.params.expect("d", tokens.shape[1])
    keep = keep_of(case, tokens.shape[0], "half_even")
    return {
        "keep": pith.select.divprune(tokens, keep),
        "order": pith.select.divprune(tokens, keep, order="ranked"),
    }
