-- One row per claim line of tonight, with its outcome and, where it tells its attachment whole, this run as the first to know it.
-- Attach claims come from where they were judged: reading them again would cost more.
insert into stored_claim
select
  a.file_no, a.line_no, a.record, 'attach', a.data_centre, a.practitioner, a.facility, a.sequence, a.phn,
  a.effective_on, a.location_unexpected, coalesce(o.outcome, 'attached'),
  if(coalesce(o.whole, true), getvariable('run_no'), null)
from attach_line as a
left join outcome_now as o using (file_no, line_no)
where a.file_no in (select file_no from tonight_submission)
union all
select c.*, o.outcome, null
from tonight_claim as c
left join outcome_now as o using (file_no, line_no)
where c.event <> 'attach'
