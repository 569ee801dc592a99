-- One row per way by which people came onto the provider's panels, left them, or were taken off again in the 30 days up to the as-of date.
-- Gained and lost are counted by the days on which attachments began and ended, as in the panels; one closed on the day it was opened counts as neither.
-- Withdrawn are people whose line counted and no longer does: such an attachment is as if it had never been.
with mine as (
  select a.*
  from stored_attachment as a
  join number as p on p.code = a.practitioner
  where p.text = $practitioner and a.status <> 'Pending'
),

gained as (
  select
    case
      when b.close_reason = 'superseded' then 'moved'
      when b.close_reason is not null then b.close_reason::varchar
      when s.channel = 'registry' then 'restored'
      else 'attached'
    end as reason
  from mine as a
  join submission as s using (file_no)
  left join stored_attachment as b
    on b.phn = a.phn and b.known_to is null and b.closed_file_no = a.file_no and b.closed_line_no = a.line_no
  where a.known_to is null
    and a.valid_from > $as_of::date - 30
    and a.valid_from <= $as_of::date
    and a.valid_from is distinct from a.valid_to
),

lost as (
  select a.close_reason::varchar as reason
  from mine as a
  where a.known_to is null
    and a.valid_to > $as_of::date - 30
    and a.valid_to <= $as_of::date
    and a.valid_from <> a.valid_to
),

withdrawn as (
  select distinct a.phn, v.outcome::varchar as reason
  from mine as a
  join run as r on r.run_no = a.known_to
  join verdict as v on v.file_no = a.file_no and v.line_no = a.line_no
  where a.valid_to is null
    and r.as_of > $as_of::date - 30
    and v.outcome in ('quarantined', 'refused', 'reversed', 'pending', 'held')
)

select 'gained' as direction, reason, count(*) as people from gained group by reason
union all
select 'lost', reason, count(*) from lost group by reason
union all
select 'withdrawn', reason, count(*) from withdrawn group by reason
order by direction, people desc, reason
