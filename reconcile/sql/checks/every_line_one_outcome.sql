-- Offending: a file in which the lines with an outcome are not the lines of evidence, each once.
-- Both are sets of line numbers, compared by their count and the sum of their hashes: a missing, doubled or foreign line changes one of the two.
with evidence as (
  select file_no, count(*) as lines, sum(hash(line_no)::hugeint) as fingerprint
  from (
    select file_no, line_no from stored_claim
    union all
    select file_no, line_no from answer
    union all
    select file_no, line_no from action
  )
  group by file_no
),

judged as (
  select file_no, count(*) as lines, sum(hash(line_no)::hugeint) as fingerprint
  from verdict
  group by file_no
)

select coalesce(e.file_no, j.file_no) as file_no, 0 as line_no
from evidence as e
full join judged as j using (file_no)
where e.lines is distinct from j.lines or e.fingerprint is distinct from j.fingerprint
