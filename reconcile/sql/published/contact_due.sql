-- One row per person on the Health Connect Registry who is due to hear how things stand.
create table contact_due (
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  household_key uuid, -- a keyed pseudonym of the household
  last_contact_on date, -- when they last heard; NULL: never
  due_on date, -- the day from which they are due: policy.match.contact_days after the last contact or the registration
  tell varchar -- what there is to tell: offered; accepted, to be attached; proposed; returned to the list; still waiting
)
