-- One row: people attached now and then, lines that wait in quarantine now and then, and how many people and lines the lists have.
select
  (select count(*) from stored_attachment where known_to is null and status = 'Confirmed') as attached_before,
  (select count(*) from known_after where status = 'Confirmed') as attached,
  (select count(*) from quarantined where state = 'waiting') as waiting_before,
  (select count(*) from quarantined where state = 'waiting')
  + (select count(*) from planned_quarantine where after = 'waiting' and before is distinct from 'waiting')
  - (select count(*) from planned_quarantine where before = 'waiting' and after <> 'waiting') as waiting,
  (select count(*) from planned_change) as people,
  (select count(*) from planned_outcome where before is not null) as lines,
  (select count(*) from planned_opened) + (select count(*) from planned_closed)
  + (select count(*) from planned_outcome) + (select count(*) from planned_quarantine) as changes
