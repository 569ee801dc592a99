-- One row per provider, band of age and sex: people counted.
create temp table age_sex as
select practitioner_number, age_band, sex, any_value(age_from) as age_from, count(*) as counted
from people
where counted
group by practitioner_number, age_band, sex
