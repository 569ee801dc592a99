-- One row per provider, facility, role and first day in a clinic's record: the affiliations feed as in force.
create table affiliations (
  practitioner_number varchar, -- the provider
  facility_number varchar, -- the facility
  role varchar, -- provider, medical_director or staff
  effective_from date, -- the first day
  effective_to date -- the last day, included; NULL: it has no end
)
