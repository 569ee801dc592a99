-- The action id was used before for another action: the earliest row of an id says what the action is.
create or replace temp view reason_action_id_reused as
select file_no, line_no, 'action_id_reused' as reason
from action_line
where action_id is not null
qualify content is distinct from first_value(content) over (partition by action_id order by ordinal, line_no)
