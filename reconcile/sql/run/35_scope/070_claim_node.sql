-- One row per claim line of this run and all before it, with what it belongs to: its person, and its claim key where somebody names it; null where there is none.
create or replace temp view claim_node as
select
  c.file_no,
  c.line_no,
  c.event,
  c.practitioner,
  c.facility,
  coalesce(m.person, c.phn) as person,
  k.key
from claim_now as c
left join survivor_now as m on m.phn = c.phn
left join named_key as k on k.key = claim_key(c.data_centre, c.sequence)
