-- One row per transfer and person of its cohort, and per person who came besides (extra): what has become of them.
create table transfer_person (
  transfer_id varchar not null,
  phn bigint not null,
  disposition varchar not null, -- deceased, moved, elsewhere, staying, refused, awaiting; extra
  reason varchar, -- of refused: what keeps the claim out
  claim_file_no integer, -- and the claim
  claim_line_no integer,
  practitioner integer, -- whom they are with; code of a number, as is the facility
  facility integer,
  left_on date, -- the first day without the provider who hands over
  joined_on date, -- the first day with the one who takes over
  gap_days integer, -- days between with no provider; null until both happened
  alone_since date -- of who is with nobody on the day up to which it is told: the first day of it
)
