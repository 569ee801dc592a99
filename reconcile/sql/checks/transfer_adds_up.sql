-- Offending: a transfer whose time is not over, or any where everybody is judged, whose cohort, counted from the attachments now known, is not the sum of the six things that can have become of its people, each told once.
with handed_over as (
  select t.transfer_id, count(distinct a.phn) as people
  from transfers as t
  join transfer_case as c using (transfer_id)
  join number as p on p.text = t.from_practitioner
  left join number as f on f.text = t.facility_number
  join known_after as a on a.practitioner = p.code
  where (c.told_on = getvariable('as_of')::date or getvariable('everybody'))
    and a.status <> 'Pending'
    and (t.facility_number is null or a.facility = f.code)
    and a.valid_from is distinct from a.valid_to
    and t.announced_on <= c.told_on
    and a.valid_from <= c.told_on
    and coalesce(a.valid_to > t.announced_on, true)
  group by t.transfer_id
),

told as (
  select transfer_id, count(*) as rows_told, count(distinct phn) as people
  from transfer_person
  where disposition in ('deceased', 'moved', 'elsewhere', 'staying', 'refused', 'awaiting')
  group by transfer_id
)

select t.file_no, t.line_no
from transfers as t
left join transfer_case as c using (transfer_id)
left join handed_over as h using (transfer_id)
left join told as p using (transfer_id)
where c.transfer_id is null
  or c.cohort <> c.deceased + c.moved + c.elsewhere + c.staying + c.refused + c.awaiting
  or (c.cohort <> coalesce(h.people, 0) and (c.told_on = getvariable('as_of')::date or getvariable('everybody')))
  or c.cohort <> coalesce(p.rows_told, 0)
  or c.cohort <> coalesce(p.people, 0)
