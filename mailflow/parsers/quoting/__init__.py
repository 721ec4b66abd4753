"""The words of a reply that are new, told apart from what it quotes and carries. Reads no meaning."""

from mailflow.parsers.quoting.reader import hidden_or_different, new_words

__all__ = ["hidden_or_different", "new_words"]
