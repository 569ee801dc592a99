-- One row per line and reason that keeps it in quarantine.
create or replace temp table reason_now as
select distinct file_no, line_no, reason
from (
  from reason_found_by_reader
  union all
  from reason_phn_pseudo
  union all
  from reason_phn_unknown
  union all
  from reason_deceased
  union all
  from reason_no_coverage
  union all
  from reason_practitioner_unknown
  union all
  from reason_facility_unknown
  union all
  from reason_facility_closed
  union all
  from reason_not_affiliated
  union all
  from reason_service_date_future
  union all
  from reason_service_date_early
  union all
  from reason_service_date_stale
  union all
  from reason_location_unexpected
  union all
  from reason_reversal_unmatched
  union all
  from reason_return_unmatched
  union all
  from reason_actor_not_endorsed
  union all
  from reason_action_id_reused
  union all
  from reason_decision_unmatched
  union all
  from reason_hold_discarded
)
