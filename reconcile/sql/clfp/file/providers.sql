-- One row per provider, of format 1.
select
  practitioner_number, provider_type, people, counted, no_coverage, deceased, person_unknown, pending, removed, superseded,
  transferred, not_yet, merged, weight, type_counts, floor, meets_floor, new_to_practice_on, grace_until, in_grace,
  portal_claims, portal_claimed, has_bc_provider_id, has_authenticator, in_clinic_record, has_facility, panel_submitted,
  availability_stated, other_steps, other_steps_done, participates, left_practice_on, eligible
from providers_counted
order by practitioner_number
