-- One row per kind of people by one dimension, and what became of them.
select value, outcome, people, households, median_weeks, nine_in_ten_weeks, longest_weeks, passed_over
from match_fairness
where dimension = $dimension
order by
  -- Ages and complexities in their own order, the others by name.
  list_position(['under 1', '1 to 17', '18 to 44', '45 to 64', '65 to 75', 'over 75', 'not known', 'low', 'medium', 'high'], value), value, outcome
