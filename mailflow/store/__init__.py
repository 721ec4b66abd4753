"""What is remembered: journal, inbox, outbox, letters, timers, on SQLite or PostgreSQL. Decides nothing."""
