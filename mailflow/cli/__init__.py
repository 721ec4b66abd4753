"""Commands. Each file is one command; imports of heavy parts wait until it runs. Decides nothing."""
