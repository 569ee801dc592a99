-- One row per claim key that some return or debit request names, tonight's among them: by no other key does one line say something of another.
create or replace temp table named_key as
select claim_key(d.code, a.sequence) as key
from answer_now as a
join number_now as d on d.text = a.data_centre
where a.sequence is not null
union
select claim_key(target_data_centre, target_sequence)
from note_now
where target_data_centre is not null and target_sequence is not null
