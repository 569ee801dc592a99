-- One row per portal claim (14070, 98000): that a provider takes part.
create table portal_events (
  submission_id varchar, -- the file, as in submissions
  line_no integer, -- the line in the file, from 1
  practitioner_number varchar, -- the provider who claimed it
  fee_item varchar, -- 14070 or 98000
  service_date date, -- the day it is for
  year integer, -- of the service date
  state varchar -- claimed, refused or reversed
)
