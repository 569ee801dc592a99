-- The band of an age in whole years, as people who wait are grouped.
create or replace macro age_band(age) as
  case
    when age is null then 'not known'
    when age < 1 then 'under 1'
    when age < 18 then '1 to 17'
    when age < 45 then '18 to 44'
    when age < 65 then '45 to 64'
    when age < 76 then '65 to 75'
    else 'over 75'
  end
