-- One row: how many lines are selected, and how many people they touch.
select
  (select count(*) from selected_line) as lines,
  (select count(*) from selected_person anti join survivor_now using (phn)) as people
