-- Portal claims are judged anew on each run.
delete from portal_event
