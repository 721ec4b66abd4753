"""A complete mail world in one process: SMTP in, IMAP out, people, a clock that is set by hand. For demo and tests.

The daemon's own code runs in it, over real sockets on loopback; only clock, dice and people are the sandbox's.
"""
