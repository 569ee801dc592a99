-- One row per action that removes everyone from a provider who ever sent a line about the person.
with provider as (
  select practitioner_number from claim where list_contains($phns::bigint[], phn)
  union
  select practitioner_number from action where list_contains($phns::bigint[], phn)
)

select
  s.file_no,
  a.line_no,
  'actions' as record,
  a.action as event,
  s.submission_id,
  s.channel::varchar as channel,
  s.file_name,
  s.received_at,
  s.received_on,
  coalesce(r.run_id, '') as run_id,
  0::bigint as phn,
  coalesce(a.practitioner_number, '') as practitioner_number,
  coalesce(a.facility_number, '') as facility_number,
  a.acted_on as effective_on,
  '' as outcome,
  coalesce((
    select string_agg(q.reason, ',' order by q.reason)
    from line_reason as q
    where q.file_no = a.file_no and q.line_no = a.line_no
  ), '') as reasons,
  '' as warnings,
  coalesce(a.actor_id, '') as actor_id,
  coalesce(a.actor_role, '') as actor_role,
  '' as data_centre,
  -1 as sequence
from action as a
join submission as s using (file_no)
left join run as r using (run_no)
where a.everyone and s.status = 'accepted' and a.practitioner_number in (select practitioner_number from provider)
order by s.received_at, s.submission_id, a.line_no
