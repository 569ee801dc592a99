-- One row: how many files, lines of evidence and attachments now known a registry has.
select
  (select count(*) from submission) as files,
  (select count(*) from stored_claim) + (select count(*) from answer) + (select count(*) from action)
  + (select count(*) from decision) + (select count(*) from feed_line) as lines,
  (select count(*) from stored_attachment where known_to is null) as attachments
