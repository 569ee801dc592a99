-- One row per facility at which the provider has people on the day, by how they came onto the panel: the channel of the line that opened the row.
select
  f.text as facility_number,
  coalesce(any_value(c.clinic_name), '') as clinic_name,
  count(*) filter (a.status <> 'Pending') as confirmed,
  count(*) filter (a.status <> 'Pending' and s.channel = 'teleplan') as by_teleplan,
  count(*) filter (a.status <> 'Pending' and s.channel = 'drbill') as by_drbill,
  count(*) filter (a.status <> 'Pending' and s.channel = 'registry') as by_action,
  count(distinct a.phn) filter (a.status = 'Pending') as pending -- people, not rows, as in the panels
from stored_attachment as a
join number as p on p.code = a.practitioner
join number as f on f.code = a.facility
join submission as s using (file_no)
left join clinics as c on c.facility_number = f.text
where p.text = $practitioner
  and a.known_to is null
  and (a.status = 'Pending' or (a.valid_from <= $as_of::date and (a.valid_to is null or a.valid_to > $as_of::date)))
group by f.text
order by confirmed desc, f.text
