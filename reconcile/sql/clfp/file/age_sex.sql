-- One row per provider, band of age and sex, of format 1.
select practitioner_number, age_band, sex, age_from, counted
from age_sex
order by practitioner_number, age_from nulls last, sex
