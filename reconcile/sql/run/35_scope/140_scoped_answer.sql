-- One row per return record taken in earlier that is judged tonight: it names a claim key that is, or an administrator has decided about it and it names none.
create or replace temp table scoped_answer as
select a.* exclude (outcome)
from answer as a
left join number as d on d.text = a.data_centre
where claim_key(d.code, a.sequence) in (select node from scope)
  or (a.file_no, a.line_no) in (from decision_heard)
