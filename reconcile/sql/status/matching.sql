-- One row: the room there is, what is proposed, and who waits without, in a registry or a snapshot; and whether there is anything to tell.
select
  (select coalesce(sum(capacity), 0) from capacity)::bigint as room,
  (select count(*) from match_proposals where kept) as kept,
  (select count(*) from match_proposals where not kept) as new,
  (select count(*) from match_unplaced) as unplaced,
  (select count(*) from registrants_to_close) as to_close,
  (select count(*) from contact_due) as contact_due,
  exists (from capacity) or exists (from registrants where status in ('active', 'offered')) as any
