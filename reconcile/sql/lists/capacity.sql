-- One row per provider and facility with a preference, of one provider or of all: the room there, and what limits it, also in words.
select
  practitioner_number, facility_number, chsa, accepting, panel, monthly_capacity_rate, monthly_target, desired_panel_size, requested_complexity,
  attached_this_month, pending, capacity, limited_by,
  case limited_by
    when 'not accepting' then 'not accepting patients'
    when 'left practice' then 'has left practice'
    when 'clinic closed' then 'the clinic has closed'
    when 'not affiliated' then 'not affiliated there'
    when 'no figure stated' then 'states neither a rate nor a size'
    when 'monthly target' then 'monthly target of ' || monthly_target || ' over all facilities'
    when 'monthly capacity rate' then 'monthly rate of ' || monthly_capacity_rate || ': ' || attached_this_month || ' attached this month'
      || if(pending > 0, ', ' || pending || ' offered', '')
    else 'desired size of ' || desired_panel_size || ': ' || panel || ' on the panel' || if(pending > 0, ', ' || pending || ' offered', '')
  end as limited_by_in_words
from capacity
where $provider::varchar is null or practitioner_number = $provider
order by practitioner_number, facility_number
limit $limit
