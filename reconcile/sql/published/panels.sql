-- One row per provider and facility that has somebody, or lost somebody in the last 30 days.
create table panels (
  practitioner_number varchar, -- the provider
  facility_number varchar, -- the facility
  confirmed bigint, -- people attached on the as-of date of the run
  pending bigint, -- people with a claim here that waits, for an answer or for another provider's attachment to end
  attached_last_30_days bigint, -- attachments that began in the 30 days up to the as-of date
  lost_last_30_days bigint -- attachments that ended in the 30 days up to the as-of date
)
