-- One row per provider: the providers feed as in force, without names.
create table providers (
  practitioner_number varchar, -- the provider
  provider_type varchar, -- FP: family physician; NP: nurse practitioner
  gender varchar, -- as written; NULL where it could hold a health number
  languages varchar, -- as written, parted by semicolons; NULL where it could hold a health number
  bc_provider_id varchar, -- their BC Provider ID; NULL: none is stated, or it could hold a health number
  authenticator_on date, -- when the authenticator for signing in was set up; NULL: it was not
  new_to_practice_on date, -- when they began to practise; NULL: they are not new
  left_practice_on date, -- the first day on which they no longer practise; NULL: they do
  monthly_target integer, -- people a month, of a provider new to practice; NULL: none
  target_until date -- the last day of the target; NULL: it has no end
)
