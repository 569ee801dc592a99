-- One row: transfers of panels by their state, and those that are suspected.
insert into snapshot.transfer_counts
from transfer_counts
