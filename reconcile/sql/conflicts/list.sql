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
  c.line_no
from conflict as c
join submission as s using (file_no)
where ($provider::varchar is null or c.incumbent_practitioner = $provider or c.challenger_practitioner = $provider)
  and (not $open::boolean or c.resolved_on is null)
order by c.effective_on desc, s.submission_id, c.line_no, c.incumbent_practitioner, c.incumbent_facility
limit $limit
