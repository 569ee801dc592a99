-- One row per PHN that the registry has met, with its keyed pseudonym.
create table pseudonym (
  phn bigint not null,
  person_key uuid not null
)
