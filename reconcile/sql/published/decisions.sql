-- One row per decision of an administrator, without who decided and why.
create table decisions (
  submission_id varchar, -- the file of the decision
  line_no integer, -- the decision's own line
  about_submission_id varchar, -- the file that it is about
  about_line_no integer, -- the line that it is about; NULL of a whole file
  verdict varchar, -- discard, release, discard_file or release_file
  counts_from date, -- from which day a claim that is released counts; NULL: from its own
  decided_at varchar, -- when, in UTC
  outcome varchar -- applied, or quarantined where it names no line
)
