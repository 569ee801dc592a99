-- One row per provider and facility with a preference, and the room there.
insert into provider_capacity
select
  practitioner_number, facility_number, accepting, monthly_capacity_rate, monthly_target, desired_panel_size, requested_complexity,
  panel, attached_this_month, pending, capacity, limited_by
from capacity_now
