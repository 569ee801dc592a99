-- One row per transfer of a panel.
select transfer_id
from transfer_cases
order by transfer_id
