-- One row per provider with room and household that is a candidate for it. Filled by the program.
create or replace temp table match_ranked (
  room integer not null,
  rank integer not null, -- from 1
  place integer not null,
  fit_points integer not null,
  points integer not null
)
