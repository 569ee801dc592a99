-- One row per transfer and person of its cohort, and per person who came besides.
create table transfer_patients (
  transfer_id varchar, -- as in the feed; NULL where it could hold a health number
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  disposition varchar, -- deceased, moved, elsewhere, staying, refused or awaiting; extra: came besides
  reason varchar, -- of refused: the reasons of the newest such claim, joined with commas, refused_by_msp or held; else NULL
  practitioner_number varchar, -- whom they were with on told_on of the transfer; NULL: nobody, or extra
  facility_number varchar, -- where; NULL: nobody, or extra
  left_on date, -- the first day without who hands over; NULL: they have not left
  joined_on date, -- the first day with who takes over; NULL: they have not joined
  gap_days integer, -- days between with no provider; NULL until both happened
  alone_since date, -- of awaiting and refused: the first day with nobody; else NULL
  days_without bigint, -- of awaiting and refused: days with nobody so far; else NULL
  submission_id varchar, -- of refused: the file of the claim; else NULL
  line_no integer -- of refused: the claim; else NULL
)
