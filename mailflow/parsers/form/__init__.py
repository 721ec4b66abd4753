"""The fields of a filled-in form, from a mail's words, tables and files. Decides nothing about the case."""

from mailflow.parsers.form.reader import read_form
from mailflow.parsers.form.release import read_release

__all__ = ["read_form", "read_release"]
