"""mailflow: a company's written procedures, run over ordinary email."""
