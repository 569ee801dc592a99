-- One row per provider and facility: the preferences feed as in force.
create table preferences (
  practitioner_number varchar, -- the provider
  facility_number varchar, -- the facility
  accepting boolean, -- whether the provider accepts people there
  monthly_capacity_rate integer, -- people they take a month; NULL: not stated
  desired_panel_size integer, -- people they wish to have; NULL: not stated
  requested_complexity varchar, -- low, medium, high or any; NULL: not stated
  updated_on date -- when it was stated; NULL: not known
)
