-- One row per provider and facility with a preference: how many people there is room for on the as-of date of the newest run, and which figure says so.
create table provider_capacity (
  practitioner_number varchar not null,
  facility_number varchar not null,
  accepting boolean not null,
  monthly_capacity_rate integer,
  monthly_target integer, -- of a provider new to practice, in place of the rate
  desired_panel_size integer,
  requested_complexity varchar not null,
  panel bigint not null,
  attached_this_month bigint not null,
  pending bigint not null, -- people in open offers: nobody has answered, or accepted and not attached yet
  capacity integer not null,
  limited_by varchar not null
)
