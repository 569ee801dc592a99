-- One row: people now attached, and lines now waiting in quarantine.
select
  (select count(*) from attachment where known_to is null and status = 'Confirmed') as attached,
  (select count(*) from quarantined where state = 'waiting') as waiting,
  (select count(*) from panel where confirmed > 0) as panels
