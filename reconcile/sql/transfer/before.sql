-- One row: how many people are with a provider (at a facility, if one is given) on the day on which a handing over is announced, and whom that provider had removed by then, within so many days; and the as-of date of the newest run.
select
  count(distinct phn) filter (
    status <> 'Pending' and valid_from <= $announced::date and coalesce(valid_to > $announced::date, true)
  ) as attached,
  count(distinct phn) filter (
    close_reason = 'removed' and valid_from <> valid_to and valid_to between $announced::date - $days::integer and $announced::date
  ) as removed,
  min(valid_to) filter (
    close_reason = 'removed' and valid_from <> valid_to and valid_to between $announced::date - $days::integer and $announced::date
  ) as first_removed_on,
  (select as_of from today) as as_of
from attachments
where practitioner_number = $provider::varchar
  and ($facility::varchar is null or facility_number = $facility::varchar)
