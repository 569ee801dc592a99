-- One row per transfer and person who is with nobody though the provider who takes over claimed them, as no such claim passes: the newest of the claims, and what keeps it out.
create or replace temp table transfer_refused as
with newest as (
  select c.transfer_id, c.phn, c.file_no, c.line_no, c.outcome
  from transfer_claim as c
  join submission_order as s using (file_no)
  where c.outcome in ('quarantined', 'refused', 'held')
    and not exists (
      select 1
      from transfer_claim as p
      where p.transfer_id = c.transfer_id
        and p.phn = c.phn
        and p.outcome in ('attached', 'already_attached', 'changed_clinic', 'moved', 'duplicate')
    )
  qualify row_number() over (partition by c.transfer_id, c.phn order by s.ordinal desc, c.line_no desc) = 1
),

reason as (
  select n.file_no, n.line_no, r.reason
  from (select distinct file_no, line_no from newest) as n
  join reason_now as r using (file_no, line_no)
  union
  select n.file_no, n.line_no, r.reason
  from (
    select distinct file_no, line_no
    from newest
    anti join claim_judged using (file_no, line_no)
  ) as n
  join line_reason as r using (file_no, line_no)
)

select
  n.transfer_id,
  n.phn,
  n.file_no,
  n.line_no,
  case n.outcome
    when 'refused' then 'refused_by_msp'
    when 'held' then 'held'
    else string_agg(r.reason, ', ' order by r.reason)
  end as reason
from newest as n
left join reason as r using (file_no, line_no)
group by n.transfer_id, n.phn, n.file_no, n.line_no, n.outcome
