-- One row per line that is in quarantine or ever was.
create table quarantine (
  submission_id varchar, -- the file, as in submissions
  line_no integer, -- the line in the file, from 1
  channel varchar, -- teleplan, teleplan-return, drbill or registry
  record varchar, -- C02, DRBILL, C12, S00 to S04, ? of an unknown record, or the name of the feed
  practitioner_number varchar, -- as in lines
  facility_number varchar, -- as in lines
  person_key uuid, -- as in lines
  reasons varchar[], -- why; of a healed line those that it had
  hint varchar, -- what to do, in words
  first_run varchar, -- the run that put it there first
  state varchar -- waiting, healed or discarded
)
