-- How many years old somebody is on a day.
create or replace temp macro whole_years(born, on_day) as
  date_diff('year', born, on_day) - if(strftime(on_day, '%m%d') < strftime(born, '%m%d'), 1, 0)
