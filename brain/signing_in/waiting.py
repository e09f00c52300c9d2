"""How long anybody waits for a code, and how often one is tried."""

LONGEST_WARM_S = 300.0  # with the page open, for a person
LONGEST_MAIL_S = 60.0  # for a message in the person's mailbox
NO_SLOT_S = 5.0  # until it is looked again whether a warm slot is free
MAX_CODES = 2  # typed in one round: sites lock an account after a few wrong ones
