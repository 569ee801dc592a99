-- One row per passing claim that repeats an earlier one: of one identity the earliest to arrive stands.
-- A Dr.Bill row has no sequence; it repeats another of the same PHN, provider, facility and date.
create or replace temp table duplicate_line as
select file_no, line_no
from passing
where person in (select person from several)
qualify row_number() over (
  partition by
    record,
    data_centre,
    sequence,
    phn,
    practitioner,
    effective_on,
    case when record = 'DRBILL' then facility end
  order by ordinal, line_no
) > 1
