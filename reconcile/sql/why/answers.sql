-- One row per return record and debit request that names a claim of the person: of several claims with its key the newest received no later.
with mine as (
  select distinct data_centre, sequence
  from claim
  where list_contains($phns::bigint[], phn) and record = 'C02' and data_centre is not null and sequence is not null
),

candidate as (
  select c.file_no, c.line_no, c.data_centre, c.sequence, c.phn, c.event::varchar as event, s.received_at, s.submission_id
  from claim as c
  join mine using (data_centre, sequence)
  join submission as s using (file_no)
  where c.record = 'C02' and s.status = 'accepted'
),

said as (
  select a.file_no, a.line_no, a.record::varchar as record, a.verdict::varchar as verdict, a.codes, a.data_centre, a.sequence, false as debit
  from answer as a
  join mine using (data_centre, sequence)
  union all
  select d.file_no, d.line_no, 'C02', 'debit', null, d.target_data_centre, d.target_sequence, true
  from claim as d
  join mine as m on m.data_centre = d.target_data_centre and m.sequence = d.target_sequence
  where d.event = 'debit'
),

named as (
  select
    y.file_no,
    y.line_no,
    y.record,
    y.verdict,
    y.codes,
    arg_max({'file_no': c.file_no, 'line_no': c.line_no, 'phn': c.phn}, (c.received_at, c.submission_id, c.line_no)) as claim
  from said as y
  join submission as s using (file_no)
  join candidate as c on c.data_centre = y.data_centre and c.sequence = y.sequence
    and c.received_at <= s.received_at and not (y.debit and c.event = 'debit')
  group by all
)

select
  n.claim.file_no as claim_file_no,
  n.claim.line_no as claim_line_no,
  n.record,
  coalesce(n.verdict, '') as verdict,
  coalesce(n.codes, '') as codes,
  s.submission_id,
  s.channel::varchar as channel,
  s.file_name,
  n.line_no,
  s.received_at,
  coalesce(r.run_id, '') as run_id,
  coalesce((
    select string_agg(q.reason, ',' order by q.reason)
    from line_reason as q
    where q.file_no = n.file_no and q.line_no = n.line_no
  ), '') as reasons
from named as n
join submission as s using (file_no)
left join run as r using (run_no)
where list_contains($phns::bigint[], n.claim.phn)
order by s.received_at, s.submission_id, n.line_no
