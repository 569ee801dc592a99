-- One row: how many people are on the panels asked for by this export, and a hash of who they are and since when, independent of order.
with hashed as (
  select
    md5_number(concat(
      person_key(b.phn), '|', p.text, '|', f.text, '|', b.valid_from, '|', coalesce(b.valid_to::varchar, '~')
    )) as hash
  from fhir_now as b
  join number as p on p.code = b.practitioner
  join number as f on f.code = b.facility
  where ($provider::varchar is null or p.text = $provider)
    and ($facility::varchar is null or f.text = $facility)
)

select
  count(*) as people,
  md5(concat(
    count(*), '|',
    coalesce(sum((hash & 18446744073709551615::uhugeint)::hugeint), 0), '|',
    coalesce(sum((hash >> 64)::hugeint), 0)
  )) as digest
from hashed
