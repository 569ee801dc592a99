-- One row per removal that ended an attachment of somebody who is not judged tonight; none where everybody is.
create or replace temp view removed_elsewhere as
select distinct closed_file_no as file_no, closed_line_no as line_no
from attachment_apart
where not getvariable('everybody')
  and known_to is null
  and close_reason = 'removed'
  and phn not in (select node from scope)
