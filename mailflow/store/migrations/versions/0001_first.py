"""The first schema: journal, inbox, outbox and what stands between them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.String(27).with_variant(sa.String(27, collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_GUARDS = (
    (
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
    (
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
    (
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        "WHEN EXISTS (SELECT 1 FROM journal WHERE chain = NEW.chain AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    ),
)
POSTGRESQL_GUARDS = (
    (
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'the journal is append-only'; END$$"
    ),
    (
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_append_only()"
    ),
    (
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
    ),
)


def upgrade() -> None:
    """Forward; there is no way back but a backup."""
    _chains()
    _mails_in()
    _mails_out()
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(guard)


def _chains() -> None:
    op.create_table(
        "journal",
        sa.Column("chain", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("cause", KEY, nullable=False),
        sa.Column("rules", KEY, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("texts", sa.Text, nullable=False),
        sa.Column("prev", KEY, nullable=False),
        sa.Column("hash", KEY, nullable=False),
        sa.PrimaryKeyConstraint("chain", "version", name="journal_pk"),
    )
    op.create_table(
        "text",
        sa.Column("digest", KEY, primary_key=True),
        sa.Column("salt", KEY),
        sa.Column("text", sa.Text),
    )
    op.create_table(
        "leaf",
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("chain", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("leaf_entry", "leaf", ["chain", "version"], unique=True)
    op.create_table(
        "due",
        sa.Column("chain", KEY, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.PrimaryKeyConstraint("chain", "key", name="due_pk"),
    )
    op.create_index("due_at", "due", ["at"])
    op.create_table(
        "meta",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _mails_in() -> None:
    op.create_table(
        "raw",
        sa.Column("digest", KEY, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("digest", KEY, sa.ForeignKey("raw.digest", name="inbox_raw"), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("content", KEY, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("retry_at", MOMENT),
    )
    op.create_index("inbox_digest", "inbox", ["digest"], unique=True)
    op.create_index("inbox_content", "inbox", ["content"])
    op.create_index("inbox_state", "inbox", ["state", "received_at"])
    op.create_table(
        "seen",
        sa.Column("mailbox", KEY, nullable=False),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("digest", KEY, sa.ForeignKey("inbox.digest", name="seen_inbox"), nullable=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "uidvalidity", "uid", name="seen_pk"),
    )
    op.create_index("seen_digest", "seen", ["digest"])
    op.create_table(
        "part",
        sa.Column("digest", KEY, primary_key=True),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _mails_out() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("group_key", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("rcpt", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("was_doubtful", sa.Boolean, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("filed_at", MOMENT),
        sa.Column("smtp_reply", sa.Text, nullable=False),
    )
    op.create_index("outbox_group", "outbox", ["group_key"], unique=True)
    op.create_index("outbox_message_id", "outbox", ["message_id"], unique=True)
    op.create_index("outbox_state", "outbox", ["state", "next_at"])
    op.create_index("outbox_person", "outbox", ["person", "posted_at"])
    op.create_table(
        "letter",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("chain", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("template", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("request", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("group", KEY, nullable=False),
        sa.Column("reply_to_mail", KEY, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("outbox", NUMBER, sa.ForeignKey("outbox.id", name="letter_outbox")),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("letter_state", "letter", ["state", "not_before"])
    op.create_table(
        "asked",
        sa.Column("outbox", NUMBER, sa.ForeignKey("outbox.id", name="asked_outbox"), nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("chain", KEY, nullable=False),
        sa.Column("request", KEY, nullable=False),
        sa.Column("record_digest", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("due", MOMENT),
        sa.PrimaryKeyConstraint("outbox", "no", name="asked_pk"),
    )
    op.create_index("asked_request", "asked", ["request"])
    op.create_table(
        "token",
        sa.Column("digest", KEY, primary_key=True),
        sa.Column("outbox", NUMBER, sa.ForeignKey("outbox.id", name="token_outbox"), nullable=False),
        sa.Column("void_at", MOMENT),
    )
    op.create_index("token_outbox_row", "token", ["outbox"])
