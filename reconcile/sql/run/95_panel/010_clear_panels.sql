-- Panels are counted anew on each run.
delete from panel
