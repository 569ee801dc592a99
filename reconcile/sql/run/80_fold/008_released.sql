-- One row per claim that an administrator released from its hold, all its copies included, and the day, once the as-of date has reached it.
create or replace temp view released as
select c.file_no, c.line_no, min(d.counts_from) as released_on
from decided_copy as c
join decided as d on d.about_file_no = c.about_file_no and d.about_line_no = c.about_line_no
where d.verdict = 'release' and d.counts_from <= getvariable('as_of')::date
group by c.file_no, c.line_no
