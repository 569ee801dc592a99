-- One row per provider: the `providers` feed as in force, with the line that said so.
create table providers (
  practitioner_number varchar not null,
  provider_type varchar,
  given_name varchar,
  family_name varchar,
  gender varchar,
  languages varchar,
  bc_provider_id varchar,
  authenticator_on date,
  new_to_practice_on date,
  left_practice_on date,
  monthly_target integer,
  target_until date,
  file_no integer not null,
  line_no integer not null
)
