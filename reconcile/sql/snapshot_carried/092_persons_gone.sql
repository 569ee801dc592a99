-- People whose row is told anew.
delete from snapshot.persons
where person_key in (select person_key from person_again)
