-- One row per provider and facility with anyone on the panel now or within the last 30 days of the as-of date.
create table panel (
  practitioner_number varchar not null,
  facility_number varchar not null,
  confirmed bigint not null,
  pending bigint not null,
  attached_last_30_days bigint not null,
  lost_last_30_days bigint not null
)
