-- One row: transfers of panels by their state, and those that seem to have happened though nothing says so, in a snapshot.
select
  count(*) filter (state = 'open') as open,
  count(*) filter (state = 'overdue') as overdue,
  count(*) filter (state = 'complete') as complete,
  count(*) filter (state = 'cancelled') as cancelled,
  (select count(*) from suspected_transfers) as suspected
from transfers
