"""Mailboxes on this machine: any address gets mail by SMTP and is read by IMAP, for as long as a market lives."""
