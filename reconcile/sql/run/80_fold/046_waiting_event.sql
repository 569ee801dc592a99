-- One row per event of a person who needs the fold where claims may wait. What is due on a day (part -1) comes before the events of the day (0), and a death (1) after them; place numbers a person's lines in the order of the fold.
create or replace temp table waiting_event as
with happened as (
  select *, false as pending
  from event
  where waits()
  union all
  select
    p.person, p.effective_on, 0, o.received_at, 2, p.ordinal, p.line_no, p.file_no, p.practitioner, p.facility, true
  from pending_line as p
  join stateful using (person)
  join submission_order as o using (file_no)
),

placed as (
  select
    *,
    row_number() over (
      partition by person order by effective_on, last, received_at, kind, ordinal, line_no
    ) as place
  from happened
)

select
  p.person, p.effective_on, p.last as part, p.place, p.kind, p.practitioner, p.facility, p.file_no, p.line_no,
  p.effective_on as claimed_on, p.pending, o.opens_on, o.opened_as, c.covering
from placed as p
left join opening as o on o.file_no = p.file_no and o.line_no = p.line_no and p.kind = 2
left join covering as c on c.file_no = p.file_no and c.line_no = p.line_no and p.kind = 2
union all
select
  p.person, o.opens_on, -1, p.place, 5, p.practitioner, p.facility, p.file_no, p.line_no,
  p.effective_on, false, o.opens_on, o.opened_as, null
from placed as p
join opening as o on o.file_no = p.file_no and o.line_no = p.line_no
where p.kind = 2 and not p.pending and o.opens_on > p.effective_on
