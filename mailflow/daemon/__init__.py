"""The process that runs: threads, signals, the metronome. Decides nothing and reads no mail itself."""
