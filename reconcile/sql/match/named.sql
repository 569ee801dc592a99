-- One row per thing that an id names: a household, the household of a registrant, a provider.
select 'household' as kind, household_id as id from registrants where household_id = $id
union
select 'registrant', household_id from registrants where registrant_id = $id
union
select 'provider', practitioner_number from provider_capacity where practitioner_number = upper($id)
