-- One row per conflict that passes the filters, the newest first; a filter that is null lets everything pass.
select
  c.phn,
  c.incumbent_practitioner,
  c.incumbent_facility,
  c.challenger_practitioner,
  c.challenger_facility,
  c.effective_on,
  c.resolution::varchar as resolution,
  c.resolved_on,
  s.submission_id,
  s.file_name,
  c.line_no,
  coalesce(r.counts_from::varchar, '') as released_from,
  coalesce(r.decided_at, '') as decided_at,
  coalesce(r.decided_by, '') as decided_by,
  coalesce(r.reason, '') as reason
from conflict as c
join submission as s using (file_no)
left join release as r on c.resolution = 'released' and r.file_no = c.file_no and r.line_no = c.line_no
where ($provider::varchar is null or c.incumbent_practitioner = $provider or c.challenger_practitioner = $provider)
  and (not $open::boolean or c.resolved_on is null)
order by c.effective_on desc, s.submission_id, c.line_no, c.incumbent_practitioner, c.incumbent_facility
limit $limit
