-- One row per step that the provider takes themselves, or that others take to work for them: how many people there are, how many of them have done it, and what is next.
with step as (
  select 'own' as whose, system, step, step_no, for_practitioner, 1::bigint as people, if(done, 1, 0)::bigint as people_done, done_on, next, what_next
  from readiness_steps
  where subject_kind = 'provider' and subject = $practitioner
  union all
  select if(system = 'OneHealthID', 'delegates', 'supervised'), system, step, step_no, null, count(*), count(*) filter (done), max(done_on), false, null
  from readiness_steps
  where subject_kind <> 'provider' and for_practitioner = $practitioner
  group by system, step, step_no
)

select
  whose,
  system,
  case step
    when 'bc_provider_id' then 'BC Provider ID'
    when 'facility_number' then 'facility number'
    when 'panel' then 'panel submitted'
    when 'availability' then 'availability stated'
    when 'pharmanet_undertaking' then 'PharmaNet undertaking'
    else replace(step, '_', ' ')
  end as step_in_words,
  people,
  people_done,
  done_on,
  next,
  coalesce(what_next, '') as what_next
from step
order by case whose when 'own' then 1 when 'delegates' then 2 else 3 end, system desc, step_no, step, for_practitioner
