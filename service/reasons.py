"""Tells why an article got its section, the weightiest terms first. It knows nothing of HTTP."""

from model import Explanation
from service.schemas import Reasons, Span, Term

DECIMALS = 6


def reasons(explanation: Explanation, number: int) -> Reasons:
    """Return the first `number` terms of an explanation, and what the others add together."""
    shown, others = explanation.contributions[:number], explanation.contributions[number:]
    return Reasons(
        label=explanation.label,
        runner_up=explanation.runner_up,
        difference=round(explanation.difference, DECIMALS),
        intercept=round(explanation.intercept, DECIMALS),
        rest=round(sum(other.weight for other in others), DECIMALS),
        terms=[Term(each.term, round(each.weight, DECIMALS), [Span(*span) for span in each.spans]) for each in shown],
    )
