-- One row per transfer of a panel from one provider to another: the `transfers` feed as in force, with the line that said so.
create table transfers (
  transfer_id varchar not null,
  from_practitioner varchar,
  to_practitioner varchar,
  facility_number varchar,
  announced_on date,
  effective_on date,
  status varchar,
  file_no integer not null,
  line_no integer not null
)
