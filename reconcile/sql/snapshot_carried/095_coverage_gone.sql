-- Periods of coverage of people who are told anew.
delete from snapshot.coverage
where person_key in (select person_key from person_again)
