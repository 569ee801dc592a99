-- One row per attach or portal claim that is as if it had never been sent, with why. Reversed outranks refused.
create or replace temp table void_line as
with void as (
  select * exclude (verdict), 'refused' as outcome from answered_identity where verdict = 'refused'
  union all
  select *, 'reversed' as outcome from reversed_identity
)

select c.file_no, c.line_no, max(v.outcome) as outcome -- 'reversed' sorts after 'refused'
from claim_judged as c
join void as v on v.event = c.event and v.data_centre = c.data_centre and v.sequence = c.sequence
left join note_judged as n on n.file_no = c.file_no and n.line_no = c.line_no
where c.event in ('attach', 'portal')
  and v.phn is not distinct from c.phn
  and v.phn_written is not distinct from n.phn_written
  and v.practitioner is not distinct from c.practitioner
  and v.service_date is not distinct from c.service_date
  and v.service_date_written is not distinct from n.service_date_written
group by all
