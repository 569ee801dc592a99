-- One row per person on the Health Connect Registry who is due to hear how things stand.
create table registrant_contact_due (
  registrant_id varchar not null,
  last_contact_on date,
  due_on date not null,
  tell varchar not null
)
