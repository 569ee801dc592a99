-- One row goes per attachment now known that would be closed of a person whom no selected line touches.
delete from planned_closed
where phn not in (select phn from selected_person)
