-- One row per health number: the persons feed as in force, with a birth year instead of a date.
create table persons (
  person_key uuid, -- the number's own pseudonym, also of one that was merged
  survivor_key uuid, -- of a number that was merged, the one it was merged into; NULL: it was not
  birth_year bigint, -- the calendar year
  sex varchar, -- F, M or X; NULL: not stated
  chsa varchar, -- the Community Health Service Area where they live, four digits; NULL: not stated
  coverage_from date, -- the first day of one period of MSP coverage; others stand in coverage
  coverage_to date, -- the last day of that period, included; NULL: it has no end
  deceased_on date -- NULL: alive, as far as is known
)
