-- One row per offer in a state, or of all, that has been open for more than some days: of those nobody has answered the longest first, and what is wrong with each, then the others, the newest first. The people are those of the household who are on the list.
with listed as (
  select household_id, count(*) as registered, count(*) filter (status in ('active', 'offered')) as people
  from registrants
  group by household_id
),

told as (
  select
    o.offer_id,
    o.household_id,
    o.practitioner_number,
    o.facility_number,
    o.offered_on,
    o.outcome,
    o.decided_on,
    coalesce(l.people, 0) as people,
    if(o.outcome = 'pending', (select as_of from today), o.decided_on) - o.offered_on as days_open,
    case
      when o.outcome <> 'pending' then null
      when l.household_id is null then 'nobody is registered with this household'
      when l.people = 0 then 'nobody of the household is on the list'
      when c.practitioner_number is null then 'the provider has stated no preference there'
      when c.limited_by = 'not accepting' then 'the provider does not accept patients there'
      when c.limited_by = 'left practice' then 'the provider has left practice'
      when c.limited_by = 'clinic closed' then 'the clinic has closed'
      when c.limited_by = 'not affiliated' then 'the provider is not affiliated there'
      when c.limited_by = 'no figure stated' then 'the provider states neither a rate nor a size'
      when c.panel + c.pending > c.desired_panel_size or (c.monthly_target is null and c.attached_this_month + c.pending > c.monthly_capacity_rate)
        then 'more people are offered there than there was room for'
    end as note
  from offers as o
  left join listed as l using (household_id)
  left join provider_capacity as c on c.practitioner_number = o.practitioner_number and c.facility_number = o.facility_number
)

select offer_id, household_id, practitioner_number, facility_number, offered_on, outcome, decided_on, people, days_open, note
from told
where ($state::varchar = 'all' or if(outcome in ('declined_provider', 'declined_patient'), 'declined', outcome) = $state::varchar)
  and ($older_than::integer is null or days_open > $older_than::integer)
order by outcome = 'pending' desc, if(outcome = 'pending', offered_on, null), offered_on desc, offer_id
limit $limit
