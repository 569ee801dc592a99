-- One row: transfers of panels by their state, and those that are suspected.
create table snapshot.transfer_counts as
from transfer_counts
