-- One row per provider and facility with a preference.
create or replace view capacity as
select
  p.practitioner_number, p.facility_number, c.chsa, p.accepting, p.monthly_capacity_rate, p.monthly_target, p.desired_panel_size,
  p.requested_complexity, p.panel, p.attached_this_month, p.pending, p.capacity, p.limited_by
from provider_capacity as p
left join clinics as c using (facility_number)
