-- One row per number of a person whom a selected line touches, numbers merged into one another together.
-- A line that names nobody touches everyone who was ever claimed by its provider or, without one, at its clinic.
create or replace temp table selected_person as
with whole as (
  select a.practitioner_number as practitioner, null::varchar as facility
  from action_now as a
  semi join selected_line as l on l.file_no = a.file_no and l.line_no = a.line_no
  where a.everyone and a.practitioner_number is not null
  union
  select f.practitioner_number, if(f.practitioner_number is null, f.facility_number, null)
  from feed_line_now as f
  semi join selected_line as l on l.file_no = f.file_no and l.line_no = f.line_no
  where f.phn is null
),

touched as (
  select c.phn
  from claim_now as c
  semi join selected_line as l on l.file_no = c.file_no and l.line_no = c.line_no
  union
  select a.phn
  from answer_now as a
  semi join selected_line as l on l.file_no = a.file_no and l.line_no = a.line_no
  union
  select a.phn
  from action_now as a
  semi join selected_line as l on l.file_no = a.file_no and l.line_no = a.line_no
  union
  select f.phn
  from feed_line_now as f
  semi join selected_line as l on l.file_no = f.file_no and l.line_no = f.line_no
  union
  select n.phn
  from named_person as n
  semi join selected_line as l on l.file_no = n.file_no and l.line_no = n.line_no
  union
  select c.phn
  from claim_now as c
  semi join selected_decided as d on d.file_no = c.file_no and d.line_no = c.line_no
  union
  select c.phn
  from claim_now as c
  join number_now as p on p.code = c.practitioner
  semi join whole as w on w.practitioner = p.text
  union
  select c.phn
  from claim_now as c
  join number_now as f on f.code = c.facility
  semi join whole as w on w.facility = f.text
),

person as (
  select distinct coalesce(m.person, t.phn) as phn
  from touched as t
  left join survivor_now as m on m.phn = t.phn
  where t.phn is not null
)

select phn
from person
union
select m.phn
from survivor_now as m
semi join person as p on p.phn = m.person
