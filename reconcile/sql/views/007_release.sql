-- One row per claim that an administrator released, all its copies included: the release that counts, which is the one with the earliest day.
create or replace view release as
with named as (
  select s.file_no, d.about_line_no as line_no, d.counts_from, d.decided_at, d.decided_by, d.reason
  from decision as d
  join submission as s on s.submission_id = lower(d.about_submission_id) and s.status = 'accepted'
  where d.verdict = 'release' and d.outcome = 'applied'
),

claim as (
  select
    c.record, c.data_centre, c.sequence, c.phn, c.practitioner, c.service_date,
    case when c.record = 'DRBILL' then c.facility end as facility,
    arg_min(
      {'counts_from': n.counts_from, 'decided_at': n.decided_at, 'decided_by': n.decided_by, 'reason': n.reason},
      (n.counts_from, n.decided_at, n.decided_by, n.reason)
    ) as said
  from stored_claim as c
  join named as n on n.file_no = c.file_no and n.line_no = c.line_no
  where c.event = 'attach'
  group by all
)

select
  c.file_no, c.line_no, r.said.counts_from as counts_from, r.said.decided_at as decided_at,
  r.said.decided_by as decided_by, r.said.reason as reason
from stored_claim as c
join claim as r
  on r.record = c.record
  and r.data_centre is not distinct from c.data_centre
  and r.sequence is not distinct from c.sequence
  and r.phn = c.phn
  and r.practitioner = c.practitioner
  and r.service_date = c.service_date
  and r.facility is not distinct from case when c.record = 'DRBILL' then c.facility end
where c.event = 'attach'
