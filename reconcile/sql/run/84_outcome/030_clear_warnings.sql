-- The warnings of every line are found anew on each run.
delete from line_warning
