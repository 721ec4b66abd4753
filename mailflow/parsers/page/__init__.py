"""An HTML page as the text that a person sees. Knows nothing of mails' quotes or of what is said."""

from mailflow.parsers.page.reader import to_text

__all__ = ["to_text"]
