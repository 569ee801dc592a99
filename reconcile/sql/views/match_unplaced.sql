-- One row per person who waits and has no proposal, and why. A word stands between the turn and the provider's number: side by side their digits could be taken for a health number, and masked.
create or replace view match_unplaced as
select
  r.registrant_id,
  r.household_id,
  r.person as phn,
  r.chsa,
  r.registered_on,
  h.turn,
  h.size,
  h.points,
  coalesce(r.kept_out, h.reason) as code,
  case coalesce(r.kept_out, h.reason)
    when 'deceased' then 'has died: to be closed'
    when 'registered_twice' then 'registered twice: waits by the earlier registration'
    when 'attached' then 'is attached to ' || r.practitioner_number || ': to be closed'
    when 'in_transfer' then 'is being handed over to another provider'
    when 'offer_pending' then 'has an offer that nobody has answered'
    when 'offer_accepted' then 'has accepted an offer, and is to be attached'
    when 'household_waits' then 'waits until all of the household can be matched'
    when 'nobody_near' then 'turn ' || h.turn || ': no provider '
      || if(h.any_distance, 'anywhere', 'in Local Health Area ' || left(h.chsa, 3)) || ' has room'
    when 'conditions_unmet' then 'turn ' || h.turn || ': nobody with room '
      || if(h.any_distance, 'anywhere', 'in Local Health Area ' || left(h.chsa, 3)) || ' meets every condition ('
      || concat_ws(', ', 'speaks ' || nullif(replace(h.languages_required, ';', ' and '), ''), 'gender ' || nullif(replace(h.genders_required, ';', ' and '), '')) || ')'
    when 'declined_before' then 'turn ' || h.turn || ': whoever is acceptable and they have declined one another'
    when 'no_room_left' then 'turn ' || h.turn || ': provider ' || h.preferred_practitioner || ' had room for ' || h.preferred_left
      || ', the household is ' || h.size
      || case when h.choices > 1 then ', and so had ' || (h.choices - 1) || if(h.choices = 2, ' other', ' others') || ' too little' else '' end
  end as reason
from match_registrant as r
-- A condition on the left side only would have DuckDB compare everybody with every household.
left join match_household as h on h.household_id = case when r.kept_out is null then r.household_id end
where r.status = 'active' and h.practitioner_number is null
