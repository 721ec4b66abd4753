"""mailflow: a company's written procedures, run over ordinary email."""

__version__ = "0.1.0"
