-- One row: how many offers that nobody has answered name a household that nobody is registered with. They take room all the same.
select count(*)
from offers as o
anti join registrants as r using (household_id)
where o.outcome = 'pending'
