-- One row per endorsement as in force, with a key for the delegate, who is a person.
insert into snapshot.endorsements
select
  text_key(delegate_id) as delegate_key,
  practitioner_number,
  endorsed_from,
  endorsed_to,
  confirmed_on
from endorsements
