-- What is told anew of the people of transfers replaces what was told.
delete from transfer_person
where transfer_id in (select transfer_id from transfer_retold)
