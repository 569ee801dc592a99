-- One row per household with a proposal: of which provider, in which turn, with which points.
create or replace view match_proposals as
select
  h.household_id,
  h.practitioner_number,
  h.facility_number,
  h.turn,
  h.size,
  h.points,
  h.weeks_points,
  h.need_points,
  h.age_points,
  h.newborn_points,
  h.weeks_waiting,
  h.registered_on,
  h.chsa,
  h.kept,
  r.run_id as proposed_since,
  h.choice,
  h.choices,
  case
    when h.kept then 'kept since ' || r.run_id
    when h.preferred_practitioner is not null
      then 'turn ' || h.turn || ': provider ' || h.preferred_practitioner || ' had room for ' || h.preferred_left || ', the household is ' || h.size
    else 'turn ' || h.turn || ': first choice'
  end as reason
from match_household as h
left join run as r on r.run_no = h.proposed_since
where h.practitioner_number is not null
