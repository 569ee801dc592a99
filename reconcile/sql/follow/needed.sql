-- One row: whether there is anything to work out of transfers: one was announced, or so many people were removed that a handover may be suspected; and of room and matching: a provider states a preference, or somebody waits.
select
  exists (from transfers_now)
  or exists (from suspected_transfer)
  or (
    (select count(*) from apart where close_reason = 'removed')
    + (select count(*) from attachment_apart where known_to is null and close_reason = 'removed' and not getvariable('everybody'))
  ) >= getvariable('suspect_least_people')::integer as transfers,
  exists (from preferences_now) or exists (from registrants_now) as matching
