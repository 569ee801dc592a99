-- One row: whether there is anything to work out beyond the panels: a transfer, a removal that could be part of one, a provider who states whom there is room for, or somebody who waits.
select
  exists (from transfers_now)
  or exists (from preferences_now)
  or exists (from registrants_now)
  or exists (from suspected_transfer)
  or exists (select 1 from action_now where action = 'remove')
