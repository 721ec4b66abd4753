"""The elements that mail programs put round quotes, the heads of quotes and signatures, by class, id and element.

The names are the programs' own. It sees one element at a time, not what stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_QUOTE_CLASSES = _names(
    "gmail_quote gmail_quote_container gmail_attr gmail_extra_quote moz-cite-prefix yahoo_quoted protonmail_quote "
    "tutanota_quote ReferenceQuote history-quote-wrapper lark-mail-quote ntes-mailmaster-quote "
    "ntes_mailclient_reply ms-outlook-mobile-reference-message zmail_extra zmail_extra_hr mail_quote mailbox_quote "
    "gmail_quote_attribution thunderbird_quote quote_original replyContent adit-html-block "
    "history-quote-meta-wrapper"
)
_QUOTE_IDS = _names(
    "isReplyContent OLK_SRC_BODY_SECTION mail-editor-reference-message-container replyContent yahoo_quoted "
    "ntes-pcmail-quote origbody"
)
_QUOTE_TAGS = frozenset(("includetail",))
_HEAD_IDS = frozenset(("divRplyFwdMsg", "x_divRplyFwdMsg"))
_SIGNATURE_CLASSES = _names(
    "gmail_signature gmail_signature_prefix moz-signature ms-outlook-mobile-signature lark-mail-signature "
    "ntes-signature protonmail_signature_block AppleMailSignature"
)
_SIGNATURE_IDS = _names("Signature x_Signature AppleMailSignature imail_signature ms-outlook-mobile-signature")


def is_quote(tag: str, classes: frozenset[str], name: str, attributes: Mapping[str, str | None], style: str) -> bool:
    """Whether an element with this tag, these classes and this id holds a quote."""
    if classes & _QUOTE_CLASSES or name in _QUOTE_IDS or tag in _QUOTE_TAGS:
        return True
    if name.startswith("lark-mail-quote") or attributes.get("data-marker") == "__QUOTED_TEXT__":
        return True
    # A blockquote quotes, except where it is plainly the "indent" button: a left margin and no border.
    return tag == "blockquote" and not _is_indent(style, attributes)


def is_head(name: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether it holds the lines that say whose mail is quoted."""
    return name in _HEAD_IDS or attributes.get("data-marker") == "__HEADERS__"


def _is_indent(style: str, attributes: Mapping[str, str | None]) -> bool:
    compact = style.replace(" ", "")
    return attributes.get("type") != "cite" and "border:none" in compact and "40px" in compact


def is_signature(tag: str, classes: frozenset[str], name: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether it holds a signature that the program keeps."""
    if tag == "sign" or classes & _SIGNATURE_CLASSES or name in _SIGNATURE_IDS:
        return True
    return tag == "a" and (attributes.get("name") or "").startswith("_MailAutoSig")
