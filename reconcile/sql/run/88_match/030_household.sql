-- One row per household that can be matched: what it asks of a provider, its points and their parts, and its place in the order of the province.
-- Where its people say different things, the community and the distance are those of who registered first; every condition of anybody holds, and a wish is anybody's.
create or replace temp table match_household_now as
with member as (
  select
    r.*,
    whole_years(r.birth_date, getvariable('as_of')::date) as age
  from waiting_registrant as r
  semi join (select registrant_id from match_pool where in_pool and kept_out is null) as i using (registrant_id)
),

household as (
  select
    household_id,
    count(*)::integer as size,
    min(registered_on) as registered_on,
    arg_min(chsa, (registered_on, registrant_id)) as chsa,
    arg_min(any_distance, (registered_on, registrant_id)) as any_distance,
    max(case complexity when 'high' then 2 when 'medium' then 1 else 0 end)::integer as need,
    list(distinct language order by language) filter (language <> '') as languages,
    list(distinct language order by language) filter (language <> '' and language_required) as languages_required,
    list(distinct provider_gender order by provider_gender) filter (provider_gender <> '') as genders,
    list(distinct provider_gender order by provider_gender) filter (provider_gender <> '' and provider_gender_required) as genders_required,
    coalesce(bool_or(age < getvariable('match_age_under')::integer or age > getvariable('match_age_over')::integer), false) as by_age,
    bool_or(pregnant_or_newborn) as newborn
  from member
  group by household_id
),

pointed as (
  select
    *,
    greatest((getvariable('as_of')::date - registered_on) // 7, 0)::integer as weeks_waiting
  from household
),

parted as (
  select
    *,
    weeks_waiting * getvariable('match_weeks')::integer as weeks_points,
    need * getvariable('match_need')::integer as need_points,
    if(by_age, getvariable('match_age')::integer, 0) as age_points,
    if(newborn, getvariable('match_newborn')::integer, 0) as newborn_points
  from pointed
),

summed as (
  select *, weeks_points + need_points + age_points + newborn_points as points
  from parted
)

select
  (row_number() over (order by points desc, registered_on, household_id) - 1)::integer as place, -- from 0
  (row_number() over (order by registered_on, household_id) - 1)::integer as seniority,
  *,
  dense_rank() over (
    order by chsa, any_distance, need, languages, languages_required, genders, genders_required
  )::integer - 1 as profile
from summed
