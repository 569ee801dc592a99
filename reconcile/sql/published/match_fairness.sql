-- One row per kind of people who could be matched and what became of them.
create table match_fairness (
  dimension varchar, -- everybody, Local Health Area, age, complexity, household (people in it) or why
  value varchar, -- which of the kind
  outcome varchar, -- placed or unplaced
  people bigint, -- people
  households bigint, -- households
  median_weeks double, -- weeks of waiting: half of the people waited no longer
  nine_in_ten_weeks integer, -- weeks of waiting: nine in ten waited no longer
  longest_weeks integer, -- weeks of the longest waiting
  passed_over bigint -- people of whom the place they preferred went to a later, smaller household, as it was too small for theirs
)
