-- Conflicts are found anew on each run.
delete from stored_conflict
