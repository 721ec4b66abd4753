"""The register of templates: each name has one view, and one file in every language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mailflow.compose.views.answers import AskBack, FreshAsk, NotCounted, Receipt, UnclearTwice, Withdrawn
from mailflow.compose.views.asks import (
    FormAsk,
    FormMissing,
    FormReceived,
    FormShown,
    RequestVoid,
    Signoff,
    SignoffCopy,
)
from mailflow.compose.views.choosing import Choice, Chosen, ObjectionTold
from mailflow.compose.views.course import AssessmentShared, CaseClosed, CaseDone, Signed, Stopped
from mailflow.compose.views.matters import Matter, MatterCopy
from mailflow.compose.views.measures import DateSettled, Measure, MeasureLate, ProgressAsk, ProgressReceipt, Tracker
from mailflow.compose.views.meetings import Invitation, Minutes, StandInAsk
from mailflow.compose.views.post import FormBlank, OpeningConfirm, OpeningRefused, Undeliverable, Unrenderable
from mailflow.compose.views.silence import ClockPassed, Escalation, EscalationCoordinator, Reminder
from mailflow.compose.views.steering import Cancelled, DelegationAsked, Extended, Reassigned, Resumed, RowOpen
from mailflow.compose.views.view import View

VIEWS: Mapping[str, type[View]] = MappingProxyType(
    {
        "form_ask": FormAsk,
        "form_missing": FormMissing,
        "form_received": FormReceived,
        "form_shown": FormShown,
        "invitation": Invitation,
        "stand_in_ask": StandInAsk,
        "minutes": Minutes,
        "objection_told": ObjectionTold,
        "choice": Choice,
        "chosen": Chosen,
        "measure": Measure,
        "progress_ask": ProgressAsk,
        "progress_receipt": ProgressReceipt,
        "measure_late": MeasureLate,
        "date_settled": DateSettled,
        "tracker": Tracker,
        "case_closed": CaseClosed,
        "signoff": Signoff,
        "signoff_copy": SignoffCopy,
        "matter": Matter,
        "matter_copy": MatterCopy,
        "receipt": Receipt,
        "ask_back": AskBack,
        "unclear_twice": UnclearTwice,
        "fresh_ask": FreshAsk,
        "not_counted": NotCounted,
        "withdrawn": Withdrawn,
        "request_void": RequestVoid,
        "reminder": Reminder,
        "escalation": Escalation,
        "escalation_coordinator": EscalationCoordinator,
        "clock_passed": ClockPassed,
        "stopped": Stopped,
        "signed": Signed,
        "assessment_shared": AssessmentShared,
        "row_open": RowOpen,
        "delegation_asked": DelegationAsked,
        "extended": Extended,
        "resumed": Resumed,
        "reassigned": Reassigned,
        "cancelled": Cancelled,
        "case_done": CaseDone,
        "undeliverable": Undeliverable,
        "unrenderable": Unrenderable,
        "form_blank": FormBlank,
        "opening_confirm": OpeningConfirm,
        "opening_refused": OpeningRefused,
    }
)
