-- Offending: a person who was judged with two attachments that hold on the same day. A pending row holds on no day.
-- It reads what was folded, which another check holds equal to what is stored: reading back what a transaction has just written takes twice as long.
-- Two attachments that claims tell whole are of a person whom two lines claim; of any other two, one stands apart.
with candidate as (
  select person as phn from claimed_often
  union
  select phn from apart
),

several as (
  select phn
  from folded
  where status <> 'Pending' and phn in (select phn from candidate)
  group by phn
  having count(*) > 1
),

span as (
  select
    phn, file_no, line_no, valid_from,
    max(coalesce(valid_to, date '9999-12-31')) over (
      partition by phn order by valid_from, coalesce(valid_to, date '9999-12-31'), file_no, line_no
      rows between unbounded preceding and 1 preceding
    ) as held_until
  from folded
  where phn in (select phn from several)
    and status <> 'Pending'
    and valid_from is distinct from valid_to
)

select file_no, line_no
from span
where valid_from < held_until
