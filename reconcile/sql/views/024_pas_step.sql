-- One row per provider in practice and step of taking part in PAS: the six that the feeds and the registry tell, in their order.
create or replace view pas_step as
with at_clinic as (
  select
    w.practitioner_number,
    min(w.since) as since,
    min(greatest(w.since, c.opened_on)) filter (o.facility_number is not null) as open_since
  from practises as w
  left join open_clinic as o using (facility_number)
  left join clinics as c using (facility_number)
  group by w.practitioner_number
),

beginning as (
  select a.practitioner_number, min(a.effective_from) as begins_on
  from affiliations as a
  cross join today as t
  where a.role in ('provider', 'medical_director') and a.effective_from > t.as_of
  group by a.practitioner_number
),

submitted as (
  select n.text as practitioner_number, s.since
  from (
    select a.practitioner, min(a.valid_from) as since
    from stored_attachment as a
    cross join today as t
    where a.known_to is null and a.valid_from <= t.as_of
    group by a.practitioner
  ) as s
  join number as n on n.code = s.practitioner
),

stated as (
  select
    p.practitioner_number,
    max(p.updated_on) filter (p.updated_on <= t.as_of and w.facility_number is not null) as stated_on,
    max(p.updated_on) filter (p.updated_on <= t.as_of and w.facility_number is null) as elsewhere_on
  from preferences as p
  cross join today as t
  left join practises as w using (practitioner_number, facility_number)
  group by p.practitioner_number
),

step as (
  select
    i.practitioner_number,
    unnest([
      {
        step: 'bc_provider_id', step_no: 1, done_on: null::date,
        done: i.bc_provider_id is not null,
        what_next: 'apply for a BC Provider ID' || if(i.in_feed, '', '; the providers feed has no row for this number')
      },
      {
        step: 'authenticator', step_no: 2, done_on: i.authenticator_on,
        done: coalesce(i.authenticator_on <= t.as_of, false),
        what_next: 'set up the authenticator for signing in'
      },
      {
        step: 'affiliation', step_no: 3, done_on: c.since,
        done: c.since is not null,
        what_next: 'have a clinic put them on its record as a provider' || coalesce('; one does from ' || b.begins_on || ' on', '')
      },
      {
        step: 'facility_number', step_no: 4, done_on: c.open_since,
        done: c.open_since is not null,
        what_next: if(
          c.since is null, 'state the facility number of the clinic, once they are on its record',
          'state the facility number of an open clinic: none where they practise is open in the clinics feed'
        )
      },
      {
        step: 'panel', step_no: 5, done_on: s.since,
        done: s.since is not null,
        what_next: 'send the panel: claims with fee item 98990, or a Dr.Bill upload; none counts yet'
      },
      {
        step: 'availability', step_no: 6, done_on: p.stated_on,
        done: coalesce(p.stated_on >= t.as_of - 90, false),
        what_next: 'state in PAS whether they take patients' || case
          when p.stated_on is not null then ': last stated on ' || p.stated_on || ', more than 90 days ago'
          when p.elsewhere_on is not null then ', at a clinic where they practise: last stated on ' || p.elsewhere_on || ' for another'
          else ''
        end
      }
    ], recursive := true)
  from in_practice as i
  cross join today as t
  left join at_clinic as c using (practitioner_number)
  left join beginning as b using (practitioner_number)
  left join submitted as s using (practitioner_number)
  left join stated as p using (practitioner_number)
)

select practitioner_number, step, step_no, done_on, done, what_next
from step
