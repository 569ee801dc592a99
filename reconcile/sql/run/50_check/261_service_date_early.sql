-- A Teleplan claim dated before the first day of its fee item.
insert into line_reason
select file_no, line_no, 'service_date_early'
from attach_line
where judged and record = 'C02' and effective_on < getvariable('fee_item_first_day')
