-- One row per provider and facility with anyone on the panel now or lately.
insert into panel
-- People, not rows: a provider may claim the same person twice.
with pending as (
  select practitioner, facility, count(distinct phn) as people
  from attachment_apart
  where known_to is null and status = 'Pending'
  group by practitioner, facility
)

select p.text, f.text, c.confirmed, coalesce(w.people, 0), c.attached_lately, c.lost_lately
from panel_counted as c
left join pending as w on w.practitioner = c.practitioner and w.facility = c.facility
join number as p on p.code = c.practitioner
join number as f on f.code = c.facility
where c.listed > 0
