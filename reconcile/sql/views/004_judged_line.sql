-- One row per evidence line, with its one outcome: what the relation lines is made of.
create or replace view judged_line as
select file_no, line_no, record, practitioner_number, facility_number, phn, service_date as effective_on, outcome
from claim
union all
from judged_other
