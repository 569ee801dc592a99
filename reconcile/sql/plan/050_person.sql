-- One row per person whose attachments would be others, beside whom they are with now (b) and would be with (a), the last event that would leave them without a provider (l), and the claim about them that would begin to wait (c): their own provider's, or the earliest.
create or replace temp table planned_person as
with person as (
  select phn from planned_closed
  union
  select phn from planned_opened
),

would_be as (
  select f.*
  from folded as f
  join person using (phn)
),

ended as (
  select
    phn,
    arg_max(
      {'reason': close_reason::varchar, 'effective_on': valid_to, 'file_no': closed_file_no, 'line_no': closed_line_no},
      (valid_to, valid_from, file_no, line_no)
    ) as l
  from would_be
  where close_reason in ('removed', 'deceased')
  group by phn
),

begun as (
  select
    o.phn,
    arg_min(
      {'practitioner': o.practitioner, 'facility': o.facility, 'valid_from': o.valid_from, 'file_no': o.file_no, 'line_no': o.line_no},
      (a.file_no is null, o.valid_from, o.file_no, o.line_no)
    ) as c
  from planned_opened as o
  left join planned_closed as a on a.file_no = o.file_no and a.line_no = o.line_no and a.status = 'Confirmed'
  where o.status = 'Pending'
  group by o.phn
)

select
  p.phn,
  b.practitioner as from_practitioner,
  b.facility as from_facility,
  b.valid_from as from_since,
  b.file_no as from_file_no,
  b.line_no as from_line_no,
  a.practitioner as to_practitioner,
  a.facility as to_facility,
  a.valid_from as to_since,
  a.file_no as to_file_no,
  a.line_no as to_line_no,
  w.close_reason::varchar as from_closed_as,
  bo.after as from_outcome,
  l.l as ended,
  c.c as claim,
  exists (select 1 from pending_line as u where u.file_no = c.c.file_no and u.line_no = c.c.line_no) as unanswered,
  exists (select 1 from survivor_now as s where s.phn = p.phn) as merged,
  exists (
    select 1
    from planned_closed as c
    where c.file_no = a.file_no and c.line_no = a.line_no and c.phn <> p.phn
  ) as from_merged
from person as p
left join stored_attachment as b on b.phn = p.phn and b.known_to is null and b.status = 'Confirmed'
left join would_be as a on a.phn = p.phn and a.status = 'Confirmed'
left join would_be as w on w.phn = p.phn and w.file_no = b.file_no and w.line_no = b.line_no
left join planned_outcome as bo on bo.file_no = b.file_no and bo.line_no = b.line_no
left join ended as l on l.phn = p.phn
left join begun as c on c.phn = p.phn
