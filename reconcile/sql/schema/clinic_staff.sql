-- One row per team member, clinic and profession: the `clinic_staff` feed as in force, with the line that said so.
create table clinic_staff (
  person_id varchar not null,
  facility_number varchar not null,
  profession varchar not null,
  effective_from date,
  effective_to date,
  hours varchar,
  file_no integer not null,
  line_no integer not null
)
