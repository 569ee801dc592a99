-- The counts per file are taken anew on each run.
delete from submission_outcome
