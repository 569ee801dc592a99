-- The conflicts of everybody who is judged are found anew.
delete from stored_conflict
where getvariable('everybody') or phn in (select node from scope)
