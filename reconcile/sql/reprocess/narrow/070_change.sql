-- One row goes per person whose attachments would be others and whom no selected line touches.
delete from planned_change
where phn not in (select phn from selected_person)
