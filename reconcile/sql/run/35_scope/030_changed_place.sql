-- One row per provider and clinic with an affiliation that is in the feed tonight for the first time, or with another end.
create or replace temp table changed_place as
select p.code as practitioner, c.code as facility
from newer_affiliations as n
join number_now as p on p.text = n.practitioner_number
join number_now as c on c.text = n.facility_number
left join affiliations as f
  on f.practitioner_number = n.practitioner_number
  and f.facility_number = n.facility_number
  and f.role = n.role
  and f.effective_from = n.effective_from
where f.practitioner_number is null or n.effective_to is distinct from f.effective_to
