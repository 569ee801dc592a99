-- One row per person of a transfer: what has become of them, and of who is refused the claim. Of each disposition at most so many, those without a provider for longest first (null: all); on request without who moved or died.
select
  p.phn,
  p.disposition,
  coalesce(p.reason, '') as reason,
  coalesce(p.practitioner_number, '') as practitioner_number,
  coalesce(p.facility_number, '') as facility_number,
  p.left_on,
  p.joined_on,
  p.gap_days,
  p.alone_since,
  p.days_without,
  coalesce(p.submission_id, '') as submission_id,
  coalesce(s.file_name, '') as file_name,
  coalesce(p.line_no, 0) as line_no
from transfer_patients as p
left join submission as s on s.submission_id = p.submission_id and s.status = 'accepted'
where p.transfer_id = $id::varchar
  and (not $unsettled::boolean or p.disposition not in ('moved', 'deceased'))
qualify $limit::bigint is null
  or row_number() over (partition by p.disposition order by p.alone_since, p.left_on, p.joined_on, p.phn) <= $limit::bigint
order by p.disposition, p.alone_since, p.left_on, p.joined_on, p.phn
