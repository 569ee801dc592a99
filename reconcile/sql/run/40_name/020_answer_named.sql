-- One row per return line that names a C02 line: the newest with its data centre and sequence received no later than itself.
create or replace temp table answer_named as
select
  a.file_no,
  a.line_no,
  arg_max(c, (c.ordinal, c.line_no)) as named
from asked as a
join key_named as c on c.data_centre = a.data_centre and c.sequence = a.sequence and c.received_at <= a.received_at
group by all
