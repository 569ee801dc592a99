-- One row per identity of a claim whose newest answer that is not pending refuses it.
-- An answer speaks of the identity of the line it names, so of all copies of that claim.
create or replace temp table refused_identity as
select
  c.data_centre,
  c.sequence,
  c.phn,
  c.phn_written,
  c.practitioner_number,
  c.service_date,
  c.service_date_written
from answer_line as a
join claim as c on c.file_no = a.named_file_no and c.line_no = a.named_line_no
where a.verdict <> 'pending' and not a.other_fee_item and a.agrees
  and not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
group by all
having arg_max(a.verdict, (a.ordinal, a.line_no)) = 'refused'
