-- One row per conflict about the person: who had them, who claimed them, and how it ended.
select
  c.incumbent_practitioner,
  c.incumbent_facility,
  c.challenger_practitioner,
  c.challenger_facility,
  c.effective_on,
  c.resolution::varchar as resolution,
  c.resolved_on,
  c.file_no,
  s.file_name,
  c.line_no,
  coalesce(r.counts_from::varchar, '') as released_from,
  coalesce(r.decided_at, '') as decided_at,
  coalesce(r.decided_by, '') as decided_by,
  coalesce(r.reason, '') as reason
from conflict as c
join submission as s using (file_no)
left join release as r on c.resolution = 'released' and r.file_no = c.file_no and r.line_no = c.line_no
where c.phn = $person::bigint
order by c.effective_on, s.file_name, c.line_no
