"""How Alembic runs here: on the caller's connection, in the caller's transaction, never from a command line."""

from __future__ import annotations

from alembic import context

from mailflow.store.tables import metadata

# render_as_batch stays off: batch mode copies a table and loses its triggers, and with them the journal's guard.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=False,
)
context.run_migrations()
