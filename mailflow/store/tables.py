"""The tables and the types of their columns, the same on both databases. What may be done with them stands beside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from mailflow.workflow.digest import moment, read_moment

metadata = MetaData()

# Compared byte by byte on both databases, so that the order of keys and times never depends on a server's locale.
Key = String().with_variant(String(collation="C"), "postgresql")
Number = BigInteger().with_variant(Integer(), "sqlite")  # SQLite gives out numbers only to INTEGER PRIMARY KEY


class Moment(TypeDecorator[datetime]):
    """An aware UTC time as canonical text: it sorts as text, and no server's time zone touches it."""

    impl = String(27).with_variant(String(27, collation="C"), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To text; a naive time is a TypeError."""
        del dialect
        return None if value is None else moment(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Back, aware."""
        del dialect
        return None if value is None else read_moment(value)


class Words(TypeDecorator[str]):
    """Text of strangers or of programs: what a database can't hold (NUL, halves of surrogate pairs) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To text that every database takes."""
        del dialect
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


journal = Table(
    "journal",
    metadata,
    Column("chain", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("cause", Key, nullable=False),
    Column("rules", Key, nullable=False),
    Column("facts", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("prev", Key, nullable=False),
    Column("hash", Key, nullable=False),
    PrimaryKeyConstraint("chain", "version", name="journal_pk"),
)

text = Table(
    "text",
    metadata,
    Column("digest", Key, primary_key=True),
    Column("salt", Key),  # null where the text was erased
    Column("text", Text),
)

leaf = Table(
    "leaf",
    metadata,
    Column("position", Number, primary_key=True, autoincrement=False),
    Column("chain", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Index("leaf_entry", "chain", "version", unique=True),
)

due = Table(
    "due",
    metadata,
    Column("chain", Key, nullable=False),
    Column("key", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Key, nullable=False),
    Column("subject", Key, nullable=False),
    Column("person", Key, nullable=False),
    PrimaryKeyConstraint("chain", "key", name="due_pk"),
    Index("due_at", "at"),
)

letter = Table(
    "letter",
    metadata,
    Column("key", Key, primary_key=True),
    Column("chain", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("template", Key, nullable=False),
    Column("person", Key, nullable=False),
    Column("request", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("not_before", Moment),
    Column("group", Key, nullable=False),
    Column("reply_to_mail", Key, nullable=False),
    Column("facts", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", Key, nullable=False),
    Column("outbox", Number, ForeignKey("outbox.id", name="letter_outbox")),
    Column("reason", Words, nullable=False),
    Index("letter_state", "state", "not_before"),
)

raw = Table(
    "raw",  # apart from `inbox`, whose rows change several times: the exact bytes are written once
    metadata,
    Column("digest", Key, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("digest", Key, ForeignKey("raw.digest", name="inbox_raw"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("sender", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("content", Key, nullable=False),  # the same where only the way of the mail differs; "" before it is read
    Column("state", Key, nullable=False),
    Column("claim", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reason", Words, nullable=False),
    Column("retry_at", Moment),  # of a claimed row: when the claim runs out
    Index("inbox_digest", "digest", unique=True),
    Index("inbox_content", "content"),
    Index("inbox_state", "state", "received_at"),
)

seen = Table(
    "seen",
    metadata,
    Column("mailbox", Key, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("digest", Key, ForeignKey("inbox.digest", name="seen_inbox"), nullable=False),
    Column("wanted", Boolean, nullable=False),  # only its head was kept, and somebody wants it whole
    PrimaryKeyConstraint("mailbox", "uidvalidity", "uid", name="seen_pk"),
    Index("seen_digest", "digest"),
)

part = Table(
    "part",
    metadata,
    Column("digest", Key, primary_key=True),
    Column("media_type", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("group_key", Key, nullable=False),
    Column("message_id", Key, nullable=False),
    Column("rcpt", Key, nullable=False),
    Column("person", Key, nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("parts", Text, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("state", Key, nullable=False),
    Column("claim", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),  # of a claimed row: when the claim runs out
    Column("was_doubtful", Boolean, nullable=False),
    Column("sent_at", Moment),
    Column("filed_at", Moment),
    Column("smtp_reply", Words, nullable=False),
    Index("outbox_group", "group_key", unique=True),
    Index("outbox_message_id", "message_id", unique=True),
    Index("outbox_state", "state", "next_at"),
    Index("outbox_person", "person", "posted_at"),
)

asked = Table(
    "asked",
    metadata,
    Column("outbox", Number, ForeignKey("outbox.id", name="asked_outbox"), nullable=False),
    Column("no", Integer, nullable=False),
    Column("chain", Key, nullable=False),
    Column("request", Key, nullable=False),
    Column("record_digest", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("due", Moment),
    PrimaryKeyConstraint("outbox", "no", name="asked_pk"),
    Index("asked_request", "request"),
)

token = Table(
    "token",
    metadata,
    Column("digest", Key, primary_key=True),
    Column("outbox", Number, ForeignKey("outbox.id", name="token_outbox"), nullable=False),
    Column("void_at", Moment),
    Index("token_outbox_row", "outbox"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Key, primary_key=True),
    Column("value", Words, nullable=False),
)
