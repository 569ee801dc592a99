-- One row per identity of an attach claim whose newest answer that is not pending accepts it; none where claims count from their submission.
create or replace temp table accepted_identity as
select
  a.named.data_centre as data_centre,
  a.named.sequence as sequence,
  a.named.phn as phn,
  a.named.phn_written as phn_written,
  a.named.practitioner as practitioner,
  a.named.service_date as service_date,
  a.named.service_date_written as service_date_written
from answer_line as a
where getvariable('attach_when') = 'accepted'
  and a.named.event = 'attach'
  and a.verdict <> 'pending' and not a.other_fee_item and a.agrees
  and not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
group by all
having arg_max(a.verdict, (a.ordinal, a.line_no)) = 'accepted'
