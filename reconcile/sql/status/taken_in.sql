-- One row per channel of which a file was accepted that was received after one time, or taken in by a run that began after another.
select s.channel::varchar as channel
from submission as s
join run as r using (run_no)
where s.status = 'accepted' and (s.received_at > $received::timestamp or r.started_at > $run::timestamp)
group by s.channel
order by s.channel::varchar
