-- One row per provider and facility with a preference: what keeps anybody from being attached there on the as-of date, if anything does. What looks into an empty feed says nothing.
create or replace temp view place_open as
select
  p.practitioner_number,
  p.facility_number,
  case
    when not coalesce(p.accepting, false) then 'not accepting'
    when r.left_practice_on <= getvariable('as_of')::date then 'left practice'
    when c.closed_on < getvariable('as_of')::date or c.opened_on > getvariable('as_of')::date then 'clinic closed'
    when f.affiliations and not exists (
      select 1
      from affiliations_now as a
      where a.practitioner_number = p.practitioner_number
        and a.facility_number = p.facility_number
        and a.role in ('provider', 'medical_director')
        and a.effective_from <= getvariable('as_of')::date
        and coalesce(a.effective_to >= getvariable('as_of')::date, true)
    ) then 'not affiliated'
  end as closed_as
from preferences_now as p
cross join feed_present as f
left join providers_now as r using (practitioner_number)
left join clinics_now as c on c.facility_number = p.facility_number
