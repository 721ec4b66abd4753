"""Documents that leave a case as files: tracker, ledger, forms and sign-off sheets, charts, bundles.

Each is made from a frozen dataclass; the same facts give the same bytes. No clock, no network, no words of its own.
"""
