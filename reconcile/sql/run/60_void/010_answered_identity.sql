-- One row per identity of a claim that was accepted or refused, with the newest such answer.
-- An answer speaks of the identity of the line it names, so of all copies of that claim. A debit request is no copy of the claim it reverses, though it may carry the same five values.
create or replace temp table answered_identity as
select
  a.named.event as event,
  a.named.data_centre as data_centre,
  a.named.sequence as sequence,
  a.named.phn as phn,
  a.named.phn_written as phn_written,
  a.named.practitioner as practitioner,
  a.named.service_date as service_date,
  a.named.service_date_written as service_date_written,
  arg_max(a.verdict, (a.ordinal, a.line_no)) as verdict
from answer_line as a
where a.verdict <> 'pending' and not a.other_fee_item and a.agrees
  and not exists (select 1 from failed as f where f.file_no = a.file_no and f.line_no = a.line_no)
group by all
