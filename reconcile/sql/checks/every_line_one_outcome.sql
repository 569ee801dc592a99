-- Offending: a file whose stored lines are not as many as its reader counted, or, of tonight's files, not those of the evidence, each once. (A stored line has its one outcome with it.)
-- Tonight's are two sets of line numbers, compared by the sum of their hashes as well: a missing, doubled or foreign line changes it.
with evidence as (
  select file_no, sum(hash(line_no)::hugeint) as fingerprint
  from (
    select file_no, line_no from tonight_claim
    union all
    select file_no, line_no from tonight_answer
    union all
    select file_no, line_no from tonight_action
    union all
    select file_no, line_no from tonight_decision
    union all
    select file_no, line_no from tonight_feed_line
  )
  group by file_no
),

stored as (
  select file_no, count(*) as lines, sum(hash(line_no)::hugeint) as fingerprint
  from (
    select file_no, line_no from verdict
    union all
    select file_no, line_no from feed_line
  )
  group by file_no
)

select coalesce(s.file_no, t.file_no, e.file_no) as file_no, 0 as line_no
from (select file_no, lines from submission where status = 'accepted') as s
full join stored as t using (file_no)
full join evidence as e on e.file_no = s.file_no
where coalesce(t.lines, 0) <> coalesce(s.lines, 0)
  or (e.file_no is not null and e.fingerprint is distinct from t.fingerprint)
