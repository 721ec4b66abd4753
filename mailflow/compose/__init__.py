"""Letters become bytes: a view for each template, the templates of each language, and complete MIME mails.

Decides nothing, looks nothing up in the store and sends nothing.
"""
