"""The network: mails come in over IMAP and go out over SMTP. Knows no case, no person and no language."""
