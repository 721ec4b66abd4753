"""Whether a procedure's spans fit: rows of the pace, names that they hold, and the sum of the way under each clock."""

from __future__ import annotations

from collections.abc import Iterable

from mailflow.config.examined import Sound
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.model import FieldType
from mailflow.workflow.process import Clock, PaceRef, Span, Step

MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "wh": 60, "wd": 24 * 60}  # n wd = the same time of day, n days on at least
WORKING_HOUR = 3 * 60  # of a limit in working days: eight working hours are one of them
WORKING = ("wh", "wd")


def check(sound: Sound) -> None:
    """Note what doesn't fit."""
    process = sound.process
    if process.pace is None:
        _without_pace(sound)
        return
    field = sound.field(("pace", "by"), process.pace.by, (FieldType.CHOICE,))
    if field:
        _rows(sound, [one.key for one in field.choices])
    _names(sound)
    _early(sound)
    for clock in process.clocks:
        _clock(sound, clock)


def _uses(sound: Sound, step: Step) -> Iterable[tuple[Place, str, str]]:
    """(where it is written, key, name) of each named span that a step uses."""
    place = sound.places[step.id]
    raw = sound.opened.tree
    for part in place:
        raw = raw[part]
    used: list[tuple[str, Place, object]] = [
        ("due", ("due",), step.due),
        ("remind", ("remind",), step.remind),
        ("correction", ("correction",), step.correction),
    ]
    used += [("escalate", ("escalate", no, "after"), one.after) for no, one in enumerate(step.escalate)]
    for key, inner, value in used:
        if isinstance(value, PaceRef):
            yield ((*place, *inner) if key in raw else ("defaults", *inner)), key, value.name


def _without_pace(sound: Sound) -> None:
    seen = set[Place]()
    for step in sound.process.steps:
        for place, _, name in _uses(sound, step):
            if place not in seen:
                sound.wrong(place, f"pace.{name} stands for nothing: there is no pace", "add pace:, or write a span")
            seen.add(place)
    for no, clock in enumerate(sound.process.clocks):
        text = f"pace.{clock.span.name} stands for nothing: there is no pace"
        sound.wrong(("clocks", no, "span"), text, "add pace:")


def _rows(sound: Sound, choices: list[str]) -> None:
    pace = sound.process.pace
    if pace is None:
        return
    for row in pace.rows:
        if row not in choices:
            text = f'"{row}" is none of the choices of {pace.by.form}.{pace.by.field}'
            sound.wrong(("pace", row), text, did_you_mean(row, choices))
    for choice in choices:
        if choice not in pace.rows:
            sound.wrong(("pace",), f'has no row for "{choice}"', f"add {choice}: {{...}}")
    if pace.before and pace.before not in pace.rows:
        sound.wrong(("pace", "before"), f'there is no row "{pace.before}"', did_you_mean(pace.before, pace.rows))


def _names(sound: Sound) -> None:
    """A step's span stands in every row, once as a span, once as a list, as its key wants it."""
    pace = sound.process.pace
    if pace is None:
        return
    names = {name for row in pace.rows.values() for name in row}
    seen: set[tuple[Place, str]] = set()
    for step in sound.process.steps:
        for place, key, name in _uses(sound, step):
            if (place, name) in seen:
                continue
            seen.add((place, name))
            if name not in names:
                sound.wrong(place, f"the pace has no span {name}", did_you_mean(name, names))
                continue
            lacking = [row for row, spans in pace.rows.items() if name not in spans]
            if lacking:
                sound.wrong(place, f"the pace has no {name} in the row {', '.join(lacking)}", "add it there")
            listed = [row for row, spans in pace.rows.items() if isinstance(spans.get(name), tuple)]
            if key == "remind" and len(listed) < len(pace.rows) - len(lacking):
                sound.wrong(place, f"pace.{name} is one span", "reminders are a list: [-1h, 0, 1h]")
            if key != "remind" and listed:
                sound.wrong(place, f"pace.{name} is a list", "one span belongs here")
    for no, clock in enumerate(sound.process.clocks):
        if clock.span.name not in names:
            text = f"the pace has no span {clock.span.name}"
            sound.wrong(("clocks", no, "span"), text, did_you_mean(clock.span.name, names))


def _early(sound: Sound) -> None:
    """Named spans that are used before the field has a value need the row `before`."""
    pace = sound.process.pace
    if pace is None or pace.before or pace.by.form not in sound.makers:
        return
    maker = sound.makers[pace.by.form]
    early = [one.id for one in sound.process.steps
             if maker not in sound.before(one.id) and any(True for _ in _uses(sound, one))]  # fmt: skip
    form = sound.process.forms.get(pace.by.form)
    optional = form and any(one.key == pace.by.field and not one.required for one in form.fields)
    if early or optional:
        whose = f"{', '.join(early)} uses it" if early else "it may stay empty"
        text = f"{pace.by.form}.{pace.by.field} has no value yet where {whose}"
        sound.wrong(("pace", "by"), text, f"add before: {next(iter(pace.rows), 'ROW')}")


def _clock(sound: Sound, clock: Clock) -> None:
    """A warning where the deadlines along the way are longer than what the clock allows."""
    pace = sound.process.pace
    last = clock.replaced_by or clock.until.partition(".")[0]
    if pace is None or last not in sound.steps or clock.start not in sound.before(last):
        return
    for row, spans in pace.rows.items():
        limit = spans.get(clock.span.name)
        if not isinstance(limit, Span):
            continue
        way = _longest(sound, row, clock.start, last, limit)
        total = sum(_minutes(one, limit) for one in way)
        allowed = limit.amount * MINUTES[limit.unit]
        if total > allowed:
            parts = " + ".join(str(one) for one in way)
            text = f"{clock.start} to {last} may take {parts} = {_shown(total)}, more than {clock.key} allows ({limit})"
            fix = f"shorten them, or give {clock.span.name} more in the row {row}"
            sound.opened.warning(("pace", row, clock.span.name), text, fix)


def _longest(sound: Sound, row: str, start: str, step: str, limit: Span) -> list[Span]:
    """The deadlines of the longest way from after `start` to the end of `step`, corrections included."""
    if step == start:
        return []
    ways = [
        _longest(sound, row, start, one, limit)
        for one in sound.steps[step].after
        if one in sound.steps and (one == start or start in sound.before(one)) and step not in sound.before(one)
    ]
    way = max(ways, key=lambda spans: sum(_minutes(one, limit) for one in spans), default=[])
    return [*way, *_own(sound, row, sound.steps[step])]


def _own(sound: Sound, row: str, step: Step) -> list[Span]:
    """A step's deadline; a sign-off's and a matter's window comes on top."""
    pace = sound.process.pace
    given = [step.due, *([step.correction] if step.kind != "form" else [])]
    found: list[Span] = []
    for one in given:
        span = pace.rows[row].get(one.name) if isinstance(one, PaceRef) and pace else one
        if isinstance(span, Span):
            found.append(span)
    return found


def _minutes(span: Span, limit: Span) -> int:
    if span.unit == "wh" and limit.unit in WORKING:
        return span.amount * WORKING_HOUR
    return span.amount * MINUTES[span.unit]


def _shown(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}h {rest}m" if rest else f"{hours}h"
