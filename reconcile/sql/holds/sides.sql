-- One row per provider who holds of the guard would take people from, and per provider who would get them: how many people. Of a removal of everyone nobody gets them.
with line as (
  select h.file_no, h.line_no
  from hold_line as h
  join submission as s using (file_no)
  where s.submission_id = $submission::varchar
    and h.verdict is null
    and ($line::integer = 0 or h.line_no = $line::integer)
),

claimed as (
  select coalesce(m.person, c.phn) as phn, c.practitioner
  from stored_claim as c
  semi join line using (file_no, line_no)
  left join survivor as m on m.phn = c.phn
  where c.outcome in ('held', 'pending')
),

current as (
  select phn, practitioner, facility
  from stored_attachment
  where known_to is null and status = 'Confirmed'
),

taken as (
  select a.practitioner as incumbent, c.practitioner as challenger, count(distinct c.phn) as people
  from claimed as c
  join current as a on a.phn = c.phn and a.practitioner <> c.practitioner
  group by all
  union all
  select a.practitioner, null, count(distinct a.phn)
  from action as x
  semi join line using (file_no, line_no)
  join number as n on n.text = x.practitioner_number
  left join number as f on f.text = x.facility_number
  join current as a on a.practitioner = n.code and a.facility = coalesce(f.code, a.facility)
  group by all
)

select i.text as incumbent, coalesce(c.text, '') as challenger, t.people
from taken as t
join number as i on i.code = t.incumbent
left join number as c on c.code = t.challenger
order by t.people desc, 1, 2
