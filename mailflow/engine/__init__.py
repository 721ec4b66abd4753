"""Where rooms meet: raw mail in, decisions written, letters out. Knows no server by name; ports say what it needs."""
