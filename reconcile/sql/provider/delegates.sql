-- One row: how many delegates may act for the provider on the day, and how many of their endorsements wait to be confirmed.
select
  count(distinct delegate_id) filter (confirmed_on <= $as_of::date) as confirmed,
  count(distinct delegate_id) filter (confirmed_on is null or confirmed_on > $as_of::date) as unconfirmed
from endorsements
where practitioner_number = $practitioner
  and endorsed_from <= $as_of::date
  and (endorsed_to is null or endorsed_to >= $as_of::date)
