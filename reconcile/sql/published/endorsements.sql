-- One row per delegate, provider and first day: the endorsements feed as in force.
create table endorsements (
  delegate_key uuid, -- a keyed pseudonym of the delegate, the same as subject_key in readiness
  practitioner_number varchar, -- the provider they may act for
  endorsed_from date, -- the first day
  endorsed_to date, -- the last day, included; NULL: it has no end
  confirmed_on date -- when it was confirmed; it holds from then on. NULL: it was not
)
