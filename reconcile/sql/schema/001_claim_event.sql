-- What a claim line is about, as far as the line alone tells.
create type claim_event as enum ('attach', 'debit', 'portal', 'other', 'unknown')
