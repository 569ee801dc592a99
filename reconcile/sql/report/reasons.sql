-- One row per reason that keeps a line of this run in quarantine, with what to do about it.
select l.reason, count(*) as lines, any_value(r.hint) as hint
from line_reason as l
join submission as s using (file_no)
left join reason as r on r.code = l.reason
where s.run_no = getvariable('run_no')
group by l.reason
order by lines desc, l.reason
