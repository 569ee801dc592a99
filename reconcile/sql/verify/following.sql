-- One row: how many rows of transfers, their people and room the registry has, and how many of those worked out anew differ.
with stored as (
  select {
    'of': 'person', 'id': transfer_id, 'phn': phn, 'a': disposition, 'b': reason, 'c': claim_file_no, 'd': claim_line_no, 'e': practitioner,
    'f': facility, 'g': left_on, 'h': joined_on, 'i': gap_days
  }::varchar as said
  from transfer_person
  union all
  select {
    'of': 'case', 'id': transfer_id, 'state': state, 'a': cohort, 'b': deceased, 'c': moved, 'd': elsewhere, 'e': staying, 'f': refused,
    'g': awaiting, 'h': extra, 'i': longest_gap_days, 'j': affiliation_ended_on, 'k': affiliation_began_on
  }::varchar
  from transfer_case
  union all
  select {
    'of': 'room', 'id': practitioner_number, 'facility': facility_number, 'a': panel, 'b': attached_this_month, 'c': pending, 'd': capacity,
    'e': limited_by
  }::varchar
  from provider_capacity
),

anew as (
  select {
    'of': 'person', 'id': transfer_id, 'phn': phn, 'a': disposition, 'b': reason, 'c': claim_file_no, 'd': claim_line_no, 'e': practitioner,
    'f': facility, 'g': left_on, 'h': joined_on, 'i': gap_days
  }::varchar as said
  from transfer_person_now
  union all
  select {
    'of': 'case', 'id': transfer_id, 'state': state, 'a': cohort, 'b': deceased, 'c': moved, 'd': elsewhere, 'e': staying, 'f': refused,
    'g': awaiting, 'h': extra, 'i': longest_gap_days, 'j': affiliation_ended_on, 'k': affiliation_began_on
  }::varchar
  from transfer_counted
  union all
  select {
    'of': 'room', 'id': practitioner_number, 'facility': facility_number, 'a': panel, 'b': attached_this_month, 'c': pending, 'd': capacity,
    'e': limited_by
  }::varchar
  from capacity_now
)

select
  (select count(*) from stored) as looked_at,
  (select count(*) from (from stored except all from anew)) + (select count(*) from (from anew except all from stored)) as differ
