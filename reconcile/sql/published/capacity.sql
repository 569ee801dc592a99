-- One row per provider and facility with a preference: the people there is room for on the as-of date of the run.
create table capacity (
  practitioner_number varchar, -- the provider
  facility_number varchar, -- the facility
  chsa varchar, -- of the clinic; NULL: the clinic is not in the feed
  accepting boolean, -- whether the provider accepts people there, as stated
  monthly_capacity_rate integer, -- people they take a month, as stated
  monthly_target integer, -- people a month, of a provider new to practice, in place of the rate and while it holds
  desired_panel_size integer, -- people they wish to have, as stated
  requested_complexity varchar, -- low, medium, high or any
  panel bigint, -- people attached to them there
  attached_this_month bigint, -- people new to the provider there in this calendar month
  pending bigint, -- people in offers that are open
  capacity integer, -- people there is room for
  limited_by varchar -- what says so: monthly capacity rate, monthly target, desired panel size, not accepting, left practice, clinic closed, not affiliated or no figure stated
)
