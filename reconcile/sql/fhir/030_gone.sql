-- One row per person who was on a panel by the export before and no longer is: how the attachment ended, or that it is as if it had never been (ended is null).
-- What ended it is the newest row of that attachment: the one of the same line, or one that holds part of the same time.
create or replace temp table fhir_gone as
with gone as (
  select b.phn, b.practitioner, b.facility, b.valid_from, b.file_no, b.line_no
  from fhir_before as b
  anti join fhir_now as n on n.phn = b.phn and n.practitioner = b.practitioner and n.facility = b.facility
),

ended as (
  select
    g.phn,
    g.practitioner,
    g.facility,
    max_by(
      {'valid_from': a.valid_from, 'valid_to': a.valid_to, 'close_reason': a.close_reason},
      {'valid_to': a.valid_to, 'valid_from': a.valid_from, 'file_no': a.file_no, 'line_no': a.line_no}
    ) as ended
  from gone as g
  join stored_attachment as a on a.phn = g.phn and a.practitioner = g.practitioner and a.facility = g.facility
  where a.known_from <= $known::integer
    and (a.known_to is null or a.known_to > $known::integer)
    and a.status <> 'Pending'
    and a.valid_to <= $on::date
    and (
      (a.file_no = g.file_no and a.line_no = g.line_no)
      or (a.valid_to > g.valid_from and a.valid_from <= $before_on::date)
    )
  group by g.phn, g.practitioner, g.facility
),

-- What the lines of the others are is known of the newest run only.
lost as (
  select g.phn, g.practitioner, g.facility, j.outcome
  from gone as g
  anti join ended as e on e.phn = g.phn and e.practitioner = g.practitioner and e.facility = g.facility
  join judged_line as j on j.file_no = g.file_no and j.line_no = g.line_no
  where $newest::boolean
)

select
  g.phn,
  g.practitioner,
  g.facility,
  g.valid_from as told_from,
  e.ended,
  case
    when e.ended is not null then e.ended.close_reason::varchar
    when m.phn is not null and $newest::boolean then 'merged'
    when l.outcome in ('quarantined', 'duplicate', 'reversed', 'refused', 'pending', 'held', 'no_effect') then l.outcome::varchar
    when l.outcome is not null then 'otherwise'
  end as reason
from gone as g
left join ended as e on e.phn = g.phn and e.practitioner = g.practitioner and e.facility = g.facility
left join lost as l on l.phn = g.phn and l.practitioner = g.practitioner and l.facility = g.facility
left join survivor as m on m.phn = g.phn
