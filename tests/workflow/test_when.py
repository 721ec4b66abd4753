"""The one test of the process language, on whatever people write into a field."""

from datetime import UTC, datetime

import pytest

from mailflow.workflow.case import Case
from mailflow.workflow.decide import _holds
from mailflow.workflow.model import Level, Record
from mailflow.workflow.process import FieldRef
from mailflow.workflow.process import Test as Condition  # pytest collects what is called Test

AT = datetime(2026, 11, 26, tzinfo=UTC)
FIELD = FieldRef("request", "amount")


def case(value: object) -> Case:
    record = Record("request", 1, {"amount": value}, (), "a", AT, "", "", "")
    return Case("X1", "p", "d", "a", AT, "", Level.ORIGIN, records={"request": (record,)})


@pytest.mark.parametrize(
    ("value", "op", "limit", "holds"),
    [
        ("50000", "at_least", "50000", True),
        ("49999.99", "at_least", "50000", False),
        ("50000", "below", "50000", False),
        ("12.5%", "below", "15%", True),
        ("约5万元", "at_least", "50000", True),  # can't be told: the extra signature is asked
        ("约5万元", "below", "50000", True),
        (None, "at_least", "1", True),
        ("yes", "is", "yes", True),
        ("b", "in", ("a", "b"), True),
        ("c", "in", ("a", "b"), False),
    ],
)
def test_a_step_applies(value: object, op: str, limit: str | tuple[str, ...], holds: bool) -> None:
    """Never raises; what is no number is on the safe side."""
    assert _holds(case(value), Condition(FIELD, op, limit)) is holds
