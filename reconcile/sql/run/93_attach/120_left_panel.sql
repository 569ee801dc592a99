-- One row per person who was on a panel before this run and is not now, and why: what has become of the line that attached them, or else how they left.
create or replace temp table left_panel as
with gone as (
  select c.*
  from closed_tonight as c
  anti join (
    select o.phn, o.practitioner, o.facility
    from opened_tonight as o
    semi join closed_tonight as c using (phn)
  ) as o using (phn, practitioner, facility)
),

line as (
  select l.file_no, l.line_no, l.person
  from (
    select file_no, line_no, person from attach_line
    union all
    select file_no, line_no, person from action_line
  ) as l
  semi join gone using (file_no, line_no)
),

-- The last time that they left the panel since they were on it by that line.
ended as (
  select
    g.phn,
    g.practitioner,
    g.facility,
    max({'valid_to': a.valid_to, 'valid_from': a.valid_from, 'reason': a.close_reason::varchar}).reason as reason
  from gone as g
  join apart as a on a.phn = g.phn and a.practitioner = g.practitioner and a.facility = g.facility and a.valid_to >= g.valid_from
  group by g.phn, g.practitioner, g.facility
)

select
  g.practitioner,
  g.facility,
  case
    when o.outcome in ('quarantined', 'refused', 'reversed', 'held', 'pending') then o.outcome::varchar
    when l.person is distinct from g.phn then 'merged'
    else coalesce(e.reason, o.outcome::varchar, 'attached')
  end as reason
from gone as g
left join outcome_now as o on o.file_no = g.file_no and o.line_no = g.line_no
left join line as l on l.file_no = g.file_no and l.line_no = g.line_no
left join ended as e on e.phn = g.phn and e.practitioner = g.practitioner and e.facility = g.facility
