-- One row per household that could be matched, and what it was given.
insert into match_household
select
  h.household_id,
  t.turn,
  h.size,
  h.registered_on,
  h.chsa,
  h.any_distance,
  h.need,
  array_to_string(h.languages, ';'),
  array_to_string(h.languages_required, ';'),
  array_to_string(h.genders, ';'),
  array_to_string(h.genders_required, ';'),
  h.weeks_waiting,
  h.weeks_points,
  h.need_points,
  h.age_points,
  h.newborn_points,
  h.points,
  r.practitioner_number,
  r.facility_number,
  case
    when t.kept then b.proposed_since
    when r.room is not null then getvariable('run_no')
  end,
  t.kept,
  t.choices,
  t.choice,
  p.practitioner_number,
  p.facility_number,
  t.preferred_left,
  t.reason
from match_turn as t
join match_household_now as h using (place)
left join match_room as r on r.room = t.room
left join match_room as p on p.room = t.preferred_room
left join match_proposed as b on b.place = t.place
