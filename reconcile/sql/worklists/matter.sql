-- One row per matter on a worklist that is no attachment of today: a person who waits or whose newest attachment at the facility has ended, a person claimed who stands nowhere there, or a line in quarantine. Whoever and whichever line is in one section, and in no other.
-- Everybody with an attachment at a facility is told of once: attached on the as-of date, else waiting, else as their newest attachment ended. A claim of somebody who is there is told by that; any other attach claim is in the upload only, or in quarantine.
create or replace temp table worklist_matter as
with asked as (
  select n.code
  from number as n
  where $provider::varchar is null or n.text = $provider::varchar
),

known as (
  select
    a.phn, a.practitioner, a.facility, a.status, a.valid_from, a.valid_to, a.close_reason, a.file_no, a.line_no,
    a.status <> 'Pending' and a.valid_from <= t.as_of and coalesce(a.valid_to > t.as_of, true) as attached,
    a.status = 'Pending' or (a.valid_from > t.as_of and coalesce(a.valid_to > a.valid_from, true)) as waits
  from stored_attachment as a
  cross join today as t
  semi join asked as p on p.code = a.practitioner
  where a.known_to is null
),

waiting as (
  select
    k.phn, k.practitioner, k.facility,
    arg_min(
      {
        'since': k.valid_from, 'file_no': k.file_no, 'line_no': k.line_no,
        'reason': if(k.status = 'Pending', coalesce(v.outcome::varchar, 'pending'), 'begins_later')
      },
      (k.valid_from, k.file_no, k.line_no)
    ) as claim
  from known as k
  left join stored_claim as v on v.file_no = k.file_no and v.line_no = k.line_no
  where k.waits
  group by all
),

attached as (
  select phn, practitioner, facility
  from known
  where attached
),

ended as (
  select
    k.phn, k.practitioner, k.facility,
    arg_max(
      {'status': k.status::varchar, 'since': k.valid_from, 'until': k.valid_to, 'reason': k.close_reason::varchar},
      (k.valid_to, k.valid_from, k.file_no, k.line_no)
    ) as newest
  from known as k
  anti join attached as a on a.phn = k.phn and a.practitioner = k.practitioner and a.facility = k.facility
  anti join waiting as w on w.phn = k.phn and w.practitioner = k.practitioner and w.facility = k.facility
  where not k.attached and not k.waits
  group by all
),

claimed as (
  select
    coalesce(m.person, c.phn) as person, c.phn, c.practitioner, c.facility, c.file_no, c.line_no, c.service_date,
    c.data_centre, c.sequence,
    if(c.outcome = 'quarantined', 'discarded', c.outcome::varchar) as reason
  from stored_claim as c
  semi join asked as p on p.code = c.practitioner
  left join survivor as m on m.phn = c.phn
  left join quarantined as q on q.file_no = c.file_no and q.line_no = c.line_no and q.state = 'discarded'
  where c.event = 'attach' and c.known_from is null and (c.outcome <> 'quarantined' or q.file_no is not null)
),

unplaced as (
  select c.*
  from claimed as c
  anti join known as k on k.phn = c.person and k.practitioner = c.practitioner and k.facility = c.facility
),

-- Somebody may have been claimed several times; the newest that says more than that it repeats another speaks for them.
uploaded as (
  select
    u.practitioner, u.facility, u.person,
    count(*) as claims,
    arg_max(
      {
        'phn': u.phn, 'reason': u.reason, 'service_date': u.service_date, 'data_centre': u.data_centre, 'sequence': u.sequence,
        'submission_id': s.submission_id, 'file_name': s.file_name, 'line_no': u.line_no
      },
      (u.reason <> 'duplicate', s.received_at, s.submission_id, u.line_no)
    ) as claim
  from unplaced as u
  join submission as s using (file_no)
  group by u.practitioner, u.facility, u.person, case when u.person is null then u.file_no end, case when u.person is null then u.line_no end
),

-- Why MSP refused: the newest of the returns that name the claim or a copy of it.
refused_key as (
  select distinct u.claim.data_centre as data_centre, d.text, u.claim.sequence as sequence
  from uploaded as u
  join number as d on d.code = u.claim.data_centre
  where u.claim.reason = 'refused'
),

named as (
  select
    a.codes, s.received_at, s.submission_id, a.line_no,
    arg_max(
      {
        'data_centre': c.data_centre, 'sequence': c.sequence, 'phn': c.phn, 'practitioner': c.practitioner,
        'service_date': c.service_date
      },
      (f.received_at, f.submission_id, c.line_no)
    ) as claim
  from answer as a
  join submission as s using (file_no)
  join refused_key as k on k.text = a.data_centre and k.sequence = a.sequence
  join stored_claim as c on c.data_centre = k.data_centre and c.sequence = k.sequence and c.record = 'C02'
  join submission as f on f.file_no = c.file_no and f.received_at <= s.received_at
  where a.verdict = 'refused' and a.outcome = 'applied'
  group by all
),

refusal as (
  select claim, arg_max(codes, (received_at, submission_id, line_no)) as codes
  from named
  group by claim
),

listed as (
  select
    'pending' as section, w.practitioner, w.facility, w.phn, w.phn as person, w.claim.since as since, null::date as until,
    w.claim.reason as reason, 0 as claims, null::varchar as codes,
    s.submission_id, s.file_name, w.claim.line_no as line_no
  from waiting as w
  join submission as s on s.file_no = w.claim.file_no
  anti join attached as a on a.phn = w.phn and a.practitioner = w.practitioner and a.facility = w.facility
  union all
  select
    case newest.status when 'Removed' then 'removed' when 'Deceased' then 'deceased' else 'not_the_mrp' end,
    practitioner, facility, phn, phn, newest.since, newest.until, newest.reason, 0, null,
    null, null, null
  from ended
  union all
  select
    'only_in_upload', u.practitioner, u.facility, u.claim.phn, u.person, u.claim.service_date, null, u.claim.reason, u.claims, r.codes,
    u.claim.submission_id, u.claim.file_name, u.claim.line_no
  from uploaded as u
  left join refusal as r
    on r.claim.data_centre = u.claim.data_centre
    and r.claim.sequence = u.claim.sequence
    and r.claim.phn = u.claim.phn
    and r.claim.practitioner = u.practitioner
    and r.claim.service_date = u.claim.service_date
),

kept_out as (
  select
    number_shown(coalesce(p.text, w.practitioner_number, a.practitioner_number, r.practitioner_number)) as practitioner_number,
    number_shown(coalesce(f.text, a.facility_number, r.facility_number)) as facility_number,
    coalesce(c.phn, w.phn, a.phn, r.phn) as phn,
    coalesce(c.service_date, w.service_date, a.acted_on) as effective_on,
    coalesce(c.record, w.record, a.record, r.record)::varchar as record,
    q.reasons, q.hint, q.channel, q.file_no, q.line_no,
    (select string_agg(h.hint, '; ' order by h.code) from reason as h where list_contains(q.reasons, h.code)) as remedy
  from quarantined as q
  left join stored_claim as c on c.file_no = q.file_no and c.line_no = q.line_no
  left join number as p on p.code = c.practitioner
  left join number as f on f.code = c.facility
  left join answer as w on w.file_no = q.file_no and w.line_no = q.line_no
  left join action as a on a.file_no = q.file_no and a.line_no = q.line_no
  left join feed_line as r on r.file_no = q.file_no and r.line_no = q.line_no
  where q.state = 'waiting'
),

every_matter as (
  select
    number_shown(p.text) as practitioner_number, l.section, number_shown(f.text) as facility_number, l.phn, l.person, l.since, l.until, l.reason, l.claims, l.codes,
    null::varchar[] as reasons, null::varchar as hint, null::varchar as remedy, null::varchar as channel, null::varchar as record,
    l.submission_id, l.file_name, l.line_no
  from listed as l
  join number as p on p.code = l.practitioner
  left join number as f on f.code = l.facility
  union all
  select
    k.practitioner_number, 'quarantined', k.facility_number, k.phn, coalesce(m.person, k.phn), k.effective_on, null, 'quarantined', 1, null,
    k.reasons, k.hint, k.remedy, k.channel, k.record, s.submission_id, s.file_name, k.line_no
  from kept_out as k
  join submission as s using (file_no)
  left join survivor as m on m.phn = k.phn
  where k.practitioner_number is not null
    and ($provider::varchar is null or k.practitioner_number = $provider::varchar)
)

select
  e.practitioner_number,
  e.section,
  coalesce(e.facility_number, '') as facility_number,
  e.phn,
  e.person,
  e.since,
  e.until,
  e.reason,
  e.claims,
  case
    when e.person is null then ''
    when a.phn is null then 'nobody'
    when w.text = e.practitioner_number and f.text = e.facility_number then 'here'
    when w.text = e.practitioner_number then 'you'
    when f.text = e.facility_number then 'another_at_clinic'
    else 'another'
  end as now_with,
  coalesce(case when w.text = e.practitioner_number then f.text end, '') as now_at,
  coalesce(e.codes, '') as codes,
  coalesce(array_to_string(e.reasons, ','), '') as reasons,
  coalesce(e.hint, '') as hint,
  coalesce(e.remedy, '') as remedy,
  coalesce(e.channel, '') as channel,
  coalesce(e.record, '') as record,
  coalesce(e.submission_id, '') as submission_id,
  coalesce(e.file_name, '') as file_name,
  coalesce(e.line_no, 0) as line_no
from every_matter as e
left join attached_today as a on a.phn = e.person
left join number as w on w.code = a.practitioner
left join number as f on f.code = a.facility
where e.practitioner_number is not null
  and ($facility::varchar is null or e.facility_number = $facility::varchar)
