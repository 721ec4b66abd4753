"""What somebody's calendar answers to an invitation: coming or not, another time, somebody else instead."""

from mailflow.parsers.calendar.reader import STATUSES, CalendarAnswer, read_calendar_answer

__all__ = ["STATUSES", "CalendarAnswer", "read_calendar_answer"]
