-- Every reason that the readers gave by looking at the line alone.
-- A return that states a fee item which is nobody's business here is ignored, whatever else is wrong with it.
create or replace temp view reason_found_by_reader as
with found as (
  select file_no, line_no, reasons from note_judged where reasons is not null
  union all
  select file_no, line_no, reasons from answer_line where reasons is not null and not other_fee_item
  union all
  select file_no, line_no, reasons from action_now where reasons is not null
  union all
  select file_no, line_no, reasons from decision_now where reasons is not null
  union all
  select file_no, line_no, reasons from feed_line_judged where reasons is not null
)

select file_no, line_no, unnest(string_split(reasons, ',')) as reason
from found
