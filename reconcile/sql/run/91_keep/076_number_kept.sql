-- The registry has tonight's numbers now: they stand in one place, not two.
delete from tonight_number
