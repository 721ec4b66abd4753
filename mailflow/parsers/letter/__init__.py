"""What each line of a mail is: greeting, words, closing, name block, footer. Reads no words themselves."""

from mailflow.parsers.letter.reader import read_letter

__all__ = ["read_letter"]
