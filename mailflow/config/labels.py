"""Whether a procedure's forms can be told apart and read in every language. Looks at names only, not at their use."""

from __future__ import annotations

from mailflow.config.examined import Sound
from mailflow.config.yamlfile import Place, did_you_mean
from mailflow.workflow.directory import plain
from mailflow.workflow.model import Field, Label


def check(sound: Sound) -> None:
    """Note every label that is missing, and every name that two share."""
    for key, form in sound.process.forms.items():
        _twins(sound, ("forms", key, "fields"), form.fields)
        for one in form.fields:
            _twins(sound, ("forms", key, "fields", one.key, "columns"), one.columns)
    _labels(sound)


def _twins(sound: Sound, place: Place, fields: tuple[Field, ...]) -> None:
    """Two fields under one name could not be told apart in a mail."""
    owners: dict[str, str] = {}
    for one in fields:
        for name in dict.fromkeys(plain(text) for text in (*one.label.values(), *one.also)):
            owner = owners.setdefault(name, one.key)
            if owner != one.key:
                sound.wrong((*place, one.key), f'is called "{name}", as {owner} is', "each needs names of its own")
        choices: dict[str, str] = {}
        for choice in one.choices:
            for name in dict.fromkeys(plain(text) for text in (*choice.label.values(), *choice.also)):
                owner = choices.setdefault(name, choice.key)
                if owner != choice.key:
                    text = f'is called "{name}", as {owner} is'
                    sound.wrong((*place, one.key, "choices", choice.key), text, "each needs names of its own")


def _labels(sound: Sound) -> None:
    """Every label in every language that mails are written in."""
    _label(sound, ("title",), sound.process.title)
    for step in sound.process.steps:
        if step.title:
            _label(sound, (*sound.places[step.id], "title"), step.title)
    for key, form in sound.process.forms.items():
        place: Place = ("forms", key)
        _label(sound, (*place, "title"), form.title)
        for one in form.fields:
            _field_labels(sound, (*place, "fields", one.key), one)


def _field_labels(sound: Sound, place: Place, one: Field) -> None:
    _label(sound, (*place, "label"), one.label)
    if one.hint:
        _label(sound, (*place, "hint"), one.hint)
    for choice in one.choices:
        if choice.label:
            _label(sound, (*place, "choices", choice.key), choice.label)
    for column in one.columns:
        _field_labels(sound, (*place, "columns", column.key), column)


def _label(sound: Sound, place: Place, label: Label) -> None:
    languages = sound.around.languages
    missing = [one for one in languages if one not in label]
    if missing:
        sound.wrong(place, f"has no text in {', '.join(missing)}", f"add {missing[0]}: ...")
    for language in label:
        if languages and language not in languages:
            sound.wrong((*place, language), f'"{language}" is no language here', did_you_mean(language, languages))
