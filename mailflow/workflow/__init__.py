"""What is true of a case, and what follows from it.

Pure: standard library only; no clock, I/O, logging or randomness. Times and dice come in as arguments.
"""
