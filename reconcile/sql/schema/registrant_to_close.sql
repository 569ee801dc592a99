-- One row per person on the Health Connect Registry who no longer belongs there, for the coordinators to close.
create table registrant_to_close (
  registrant_id varchar not null,
  reason varchar not null, -- deceased, registered_twice, attached, moved_away
  since date
)
