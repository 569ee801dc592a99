-- One row: whether the persons feed has any row, and whether anything is known of coverage: where a feed is empty, what it would say is not asked.
select
  exists (from persons) as has_persons,
  exists (from coverage) or exists (from persons where coverage_from is not null) as has_coverage
