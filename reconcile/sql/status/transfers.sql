-- One row: transfers of panels by their state, in a registry or a snapshot.
select open, overdue, complete, cancelled, suspected
from transfer_counts
