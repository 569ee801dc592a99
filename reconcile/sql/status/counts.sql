-- One row: people attached, people pending, each once for a panel, panels with anyone on them, conflicts, and what the guard holds, in a registry or a snapshot.
select
  (select coalesce(sum(confirmed), 0) from panels)::bigint as attached,
  (select coalesce(sum(pending), 0) from panels)::bigint as pending,
  (select count(*) from panels where confirmed > 0) as panels,
  (select count(*) from conflicts) as conflicts,
  (select count(*) from holds where state = 'waiting') as held
