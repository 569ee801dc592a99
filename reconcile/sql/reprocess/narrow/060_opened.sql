-- One row goes per attachment that would be opened of a person whom no selected line touches.
delete from planned_opened
where phn not in (select phn from selected_person)
