-- The state before the first of a person's events: with nobody, nothing held, nothing told.
create or replace temp macro hold_start(events) as {
  'practitioner': null::integer,
  'facility': null::integer,
  'dead': false,
  'held': events[1:0],
  'told': []::struct(
    effective_on date,
    claimed_on date,
    practitioner integer,
    facility integer,
    file_no integer,
    line_no integer,
    is_claim boolean,
    outcome varchar,
    incumbent integer,
    incumbent_facility integer,
    why varchar
  )[]
}
