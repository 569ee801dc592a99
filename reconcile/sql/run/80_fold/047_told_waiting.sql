-- One row per thing told of a line of a person who needs the fold where claims may wait; none yet. It is a table of its own before it is filled: filling it is not cheap even where nobody's claims wait, and then left out.
create or replace temp table told_waiting (
  person bigint,
  place bigint,
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
  next_outcome varchar,
  ended_as varchar,
  ended_on date,
  final boolean
)
