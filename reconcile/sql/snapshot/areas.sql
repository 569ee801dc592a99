-- One row per CHSA, Local Health Area and Health Authority.
insert into snapshot.areas
select * replace (text_shown(team) as team)
from areas
