-- One row per accepted file: its place in the one order of arrival that breaks every tie.
create or replace temp table submission_order as
select
  file_no,
  received_at,
  received_on,
  channel,
  row_number() over (order by received_at, submission_id)::integer as ordinal
from submission_now
where status = 'accepted'
