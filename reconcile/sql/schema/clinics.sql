-- One row per clinic: the `clinics` feed as in force, with the line that said so.
create table clinics (
  facility_number varchar not null,
  clinic_name varchar,
  address varchar,
  city varchar,
  postal_code varchar,
  chsa varchar,
  medical_director varchar,
  hours varchar,
  opened_on date,
  closed_on date,
  file_no integer not null,
  line_no integer not null
)
