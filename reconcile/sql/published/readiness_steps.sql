-- One row per provider, delegate or other person, clinic, system, step and provider it is for: whether it is done on the as-of date of the run. docs/readiness.md has the rules.
create table readiness_steps (
  subject_kind varchar, -- provider, delegate or staff (anybody else)
  practitioner_number varchar, -- the provider whose step it is; NULL of others
  subject_key uuid, -- a keyed pseudonym of a delegate or a person of a team; NULL of providers
  facility_number varchar, -- the clinic; NULL where the step is of no clinic
  for_practitioner varchar, -- the provider for whom a delegate may act, or under whom an undertaking is signed; else NULL
  system varchar, -- PAS, CareConnect or OneHealthID
  step varchar, -- bc_provider_id, authenticator, affiliation, facility_number, panel, availability; endorsement, confirmation; identity, account, clinic_access, privacy_training, pharmanet_undertaking; or as the access feed has it. NULL where that could hold a health number
  step_no integer, -- its place among the steps of the system, from 1; 100 of those that are not known by name
  done_on date, -- when, as far as is known; a day after the as-of date is not done yet
  done boolean, -- whether it is done on the as-of date
  next boolean, -- whether it is the first that is missing
  what_next varchar -- what to do, in words; NULL: it is done
)
