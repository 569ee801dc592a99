-- One row per clinic: the clinics feed as in force, without the medical director.
create table clinics (
  facility_number varchar, -- the MSP facility number
  clinic_name varchar, -- NULL where it could hold a health number
  address varchar, -- NULL where it could hold a health number
  city varchar, -- NULL where it could hold a health number
  postal_code varchar, -- NULL where it could hold a health number
  chsa varchar, -- the Community Health Service Area where it stands, four digits
  hours varchar, -- when it is open, as written; NULL where it could hold a health number
  opened_on date, -- the first day; NULL: not stated
  closed_on date -- the last day, included; NULL: it is open
)
