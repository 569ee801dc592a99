-- One row per household that can be matched, in its turn: what it was given. Filled by the program, which lets one household choose after the other (package matching).
create or replace temp table match_turn (
  place integer not null,
  turn integer not null, -- from 1; households that keep a proposal come first
  room integer, -- null: no proposal
  kept boolean not null,
  choices integer not null, -- acceptable providers with room at the start of the run
  choice integer, -- which of them it was given, from 1
  preferred_room integer, -- the provider preferred most of those who had too little room left
  preferred_left integer, -- the room that was left there
  reason varchar -- why there is no proposal
)
