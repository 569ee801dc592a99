-- One row per line that is or ever was in quarantine, and since when.
create table quarantined (
  file_no integer not null,
  line_no integer not null,
  channel varchar not null,
  reasons varchar[] not null, -- the last ones known
  hint varchar,
  first_run integer not null,
  state varchar not null, -- waiting, healed, discarded (fails still, and an administrator has dealt with it)
  raw varchar
)
