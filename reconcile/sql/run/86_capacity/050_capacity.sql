-- One row per provider and facility with a preference: how many people there is room for on the as-of date, and which figure says so.
-- The monthly target of a provider new to practice is for all facilities together: what is left of it is given out in the order of facility numbers.
create or replace temp table capacity_now as
with place as (
  select
    p.practitioner_number,
    p.facility_number,
    coalesce(p.accepting, false) as accepting,
    o.closed_as,
    p.monthly_capacity_rate,
    p.desired_panel_size,
    coalesce(p.requested_complexity, 'any') as requested_complexity,
    case when coalesce(r.target_until >= getvariable('as_of')::date, true) then r.monthly_target end as monthly_target,
    coalesce(c.confirmed, 0) as panel,
    coalesce(n.people, 0) as attached_this_month,
    coalesce(w.people, 0) as pending
  from preferences_now as p
  join place_open as o using (practitioner_number, facility_number)
  left join providers_now as r using (practitioner_number)
  left join number_now as a on a.text = p.practitioner_number
  left join number_now as b on b.text = p.facility_number
  left join panel_counted as c on c.practitioner = a.code and c.facility = b.code
  left join new_people as n on n.practitioner = a.code and n.facility = b.code
  left join offered_people as w on w.practitioner_number = p.practitioner_number and w.facility_number = p.facility_number
),

whole as (
  select
    practitioner_number,
    coalesce(sum(n.people), 0) as attached
  from (select distinct practitioner_number from place) as p
  left join number_now as a on a.text = p.practitioner_number
  left join new_people as n on n.practitioner = a.code
  group by practitioner_number
),

offered as (
  select practitioner_number, sum(people) as people
  from offered_people
  group by practitioner_number
),

-- What each figure leaves, offers apart. Null: it does not limit.
figure as (
  select
    p.*,
    p.monthly_target - w.attached as by_target,
    p.monthly_target - w.attached - coalesce(o.people, 0) as target_left,
    case when p.monthly_target is null then p.monthly_capacity_rate - p.attached_this_month end as by_rate,
    p.desired_panel_size - p.panel as by_size
  from place as p
  join whole as w using (practitioner_number)
  left join offered as o using (practitioner_number)
),

-- The room that a place has by itself.
alone as (
  select
    *,
    case
      when closed_as is not null then 0
      when least(by_target, by_rate, by_size) is null then 0
      else greatest(least(by_target, by_rate, by_size) - pending, 0)
    end as room
  from figure
),

given as (
  select
    *,
    coalesce(sum(room) over (
      partition by practitioner_number order by facility_number
      rows between unbounded preceding and 1 preceding
    ), 0) as before
  from alone
)

select
  practitioner_number,
  facility_number,
  accepting,
  monthly_capacity_rate,
  monthly_target,
  desired_panel_size,
  requested_complexity,
  panel,
  attached_this_month,
  pending,
  (case
    when by_target is null then room
    else greatest(least(room, target_left - before), 0)
  end)::integer as capacity,
  case
    when closed_as is not null then closed_as
    when least(by_target, by_rate, by_size) is null then 'no figure stated'
    when by_target is not null and target_left - before < room then 'monthly target'
    when by_target <= coalesce(by_size, by_target) then 'monthly target'
    when by_rate <= coalesce(by_size, by_rate) then 'monthly capacity rate'
    else 'desired panel size'
  end as limited_by
from given
