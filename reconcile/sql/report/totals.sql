-- One row: people now attached, people pending, each once for a panel, and lines now waiting in quarantine.
select
  (select count(*) from stored_attachment where known_to is null and status = 'Confirmed') as attached,
  (select coalesce(sum(pending), 0) from panel)::bigint as pending,
  (select count(*) from quarantined where state = 'waiting') as waiting,
  (select count(*) from panel where confirmed > 0) as panels
