-- A Teleplan claim dated before the first day of its fee item.
create or replace temp view reason_service_date_early as
select file_no, line_no, 'service_date_early' as reason
from attach_line
where judged and record = 'C02' and effective_on < getvariable('fee_item_first_day')
