-- One row per delegate, provider and first day: the `endorsements` feed as in force, with the line that said so.
create table endorsements (
  delegate_id varchar not null,
  practitioner_number varchar not null,
  endorsed_from date not null,
  endorsed_to date,
  confirmed_on date,
  file_no integer not null,
  line_no integer not null
)
