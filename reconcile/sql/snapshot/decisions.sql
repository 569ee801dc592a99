-- One row per decision of an administrator; who decided and why are in the registry only.
insert into snapshot.decisions
select submission_id, line_no, about_submission_id, about_line_no, verdict, counts_from, decided_at, outcome
from decisions
