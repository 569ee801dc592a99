-- One row per PHN that the registry has met, with its keyed pseudonym and the short number under which snapshots store it.
create table pseudonym (
  code integer not null,
  phn bigint not null,
  person_key uuid not null
)
