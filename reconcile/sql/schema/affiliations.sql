-- One row per provider, clinic, role and first day: the `affiliations` feed as in force, with the line that said so.
create table affiliations (
  practitioner_number varchar not null,
  facility_number varchar not null,
  role varchar not null,
  effective_from date not null,
  effective_to date,
  file_no integer not null,
  line_no integer not null
)
