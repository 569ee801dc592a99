-- One row: transfers of panels by their state, and those that seem to have happened though nothing says so.
create or replace view transfer_counts as
select
  count(*) filter (state = 'open') as open,
  count(*) filter (state = 'overdue') as overdue,
  count(*) filter (state = 'complete') as complete,
  count(*) filter (state = 'cancelled') as cancelled,
  (select count(*) from suspected_transfer) as suspected
from transfer_case
