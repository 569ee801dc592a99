-- One row: whether anything happened to anybody whose claims may wait.
select exists (from waiting_event)
