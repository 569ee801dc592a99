-- The outcome of every line is found anew on each run.
delete from verdict
