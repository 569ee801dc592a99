-- One row per debit request that names a claim key, with what it belongs to itself: a person or a claim key, or neither (null).
create or replace temp table debit_node as
select
  c.file_no,
  coalesce(c.person, c.key) as node,
  claim_key(n.target_data_centre, n.target_sequence) as target
from claim_node as c
join note_now as n on n.file_no = c.file_no and n.line_no = c.line_no
where c.event = 'debit' and claim_key(n.target_data_centre, n.target_sequence) is not null
