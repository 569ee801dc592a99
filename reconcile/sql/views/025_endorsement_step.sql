-- One row per delegate, provider in practice and step of acting for them: endorsed by the provider, and the endorsement confirmed. Endorsements that have ended are left out.
create or replace view endorsement_step as
with endorsed as (
  select
    e.delegate_id,
    e.practitioner_number,
    coalesce(min(e.endorsed_from) filter (e.endorsed_from <= t.as_of), min(e.endorsed_from)) as endorsed_on,
    bool_or(e.endorsed_from <= t.as_of) as endorsed,
    coalesce(min(e.confirmed_on) filter (e.endorsed_from <= t.as_of), min(e.confirmed_on)) as confirmed_on,
    coalesce(bool_or(e.endorsed_from <= t.as_of and e.confirmed_on <= t.as_of), false) as confirmed
  from endorsements as e
  join in_practice using (practitioner_number)
  cross join today as t
  where coalesce(e.endorsed_to >= t.as_of, true)
  group by e.delegate_id, e.practitioner_number
)

select
  delegate_id,
  practitioner_number,
  unnest([
    {
      step: 'endorsement', step_no: 1, done_on: endorsed_on, done: endorsed,
      what_next: 'wait for the endorsement to begin on ' || endorsed_on
    },
    {
      step: 'confirmation', step_no: 2, done_on: confirmed_on, done: confirmed,
      what_next: 'have the endorsement confirmed in OneHealthID'
    }
  ], recursive := true)
from endorsed
