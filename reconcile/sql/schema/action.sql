-- One row per registry action: a removal, a restore or a change of clinic that somebody asked for in the Panel Registry.
create table action (
  file_no integer not null,
  line_no integer not null,
  record record_code not null,
  action_id varchar,
  action varchar, -- remove, restore, change_clinic
  phn bigint,
  phn_written varchar,
  everyone boolean not null, -- the PHN was *
  practitioner_number varchar,
  facility_number varchar,
  new_facility_number varchar,
  reason varchar,
  actor_id varchar,
  actor_role varchar, -- provider, delegate
  acted_on date,
  content varchar, -- every column of the row: equal content is the same action
  reasons varchar,
  hints varchar,
  warnings varchar,
  raw varchar,
  outcome outcome not null -- as the newest run sees the line
)
