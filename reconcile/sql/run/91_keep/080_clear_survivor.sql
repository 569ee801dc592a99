-- Who stands for whom is found anew on each run.
delete from survivor
