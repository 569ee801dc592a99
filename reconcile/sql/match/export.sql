-- One row per candidate of a provider with room, or of all, as a provider reviews them: without names, health numbers or dates of birth. Then per household that is proposed there and not among the candidates (rank 0): a coordinator who offers it needs its row.
with member as (
  select
    household_id,
    age_band(age) as band,
    min(coalesce(age, 999)) as youngest,
    count(*) as people
  from match_registrant
  where status = 'active'
  group by household_id, band
),

household as (
  select household_id, string_agg(people || if(band = 'not known', ' of unknown age', ' aged ' || band), ', ' order by youngest) as ages
  from member
  group by household_id
),

shown as (
  select practitioner_number, facility_number, household_id, rank, points, fit_points
  from match_candidate
  union all
  select practitioner_number, facility_number, household_id, 0, points, 0
  from match_household
  anti join match_candidate using (practitioner_number, facility_number, household_id)
  where practitioner_number is not null
)

select
  coalesce(h.chsa, ''), h.any_distance, h.need, coalesce(h.languages, ''), coalesce(h.languages_required, ''), coalesce(h.genders, ''),
  coalesce(h.genders_required, ''),
  c.practitioner_number, c.facility_number, c.rank, c.household_id, h.size, coalesce(a.ages, ''), h.weeks_waiting, c.points, h.weeks_points,
  h.need_points, h.age_points, h.newborn_points, c.fit_points,
  coalesce(h.practitioner_number = c.practitioner_number and h.facility_number = c.facility_number, false) as proposed
from shown as c
join match_household as h using (household_id)
left join household as a using (household_id)
where $provider::varchar is null or c.practitioner_number = $provider
order by c.practitioner_number, c.facility_number, c.rank = 0, c.rank, h.turn
