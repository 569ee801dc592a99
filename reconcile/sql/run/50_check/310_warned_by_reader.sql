-- Every warning that the readers gave by looking at the line alone.
create or replace temp view warning_warned_by_reader as
with found as (
  select file_no, line_no, warnings from note_judged where warnings is not null
  union all
  select file_no, line_no, warnings from answer_judged where warnings is not null
  union all
  select file_no, line_no, warnings from action_now where warnings is not null
  union all
  select file_no, line_no, warnings from feed_line_judged where warnings is not null
)

select file_no, line_no, unnest(string_split(warnings, ',')) as warning
from found
