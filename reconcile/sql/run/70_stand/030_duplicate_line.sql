-- One row per passing claim that repeats an earlier one: of one identity the earliest to arrive stands.
-- A Dr.Bill row has no sequence; it repeats another of the same PHN, provider, facility and date.
create or replace temp table duplicate_line as
with candidate as (
  select p.*, c.data_centre, c.sequence
  from passing as p
  join several as s using (person)
  join claim as c on c.file_no = p.file_no and c.line_no = p.line_no
)

select file_no, line_no
from candidate
qualify row_number() over (
  partition by
    record,
    data_centre,
    sequence,
    phn,
    practitioner_number,
    effective_on,
    case when record = 'DRBILL' then facility_number end
  order by ordinal, line_no
) > 1
