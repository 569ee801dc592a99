-- One row per person and period of MSP coverage: the coverage feed as in force.
create table coverage (
  person_key uuid, -- a keyed pseudonym of the person: the survivor's, where numbers were merged
  coverage_from date, -- the first day
  coverage_to date -- the last day, included; NULL: it has no end
)
