-- One row: people attached, panels with anyone on them, and conflicts, in a registry or a snapshot.
select
  (select coalesce(sum(confirmed), 0) from panels)::bigint as attached,
  (select count(*) from panels where confirmed > 0) as panels,
  (select count(*) from conflicts) as conflicts
