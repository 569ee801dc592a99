-- One row per attach claim of a person who needs the fold where claims may wait: the day from which it opens though another provider has the person, and why. Null: not by the as-of date.
-- It is the day an administrator released it or the end of the policy's days of holding, whichever comes first. Where the latest claim wins it is the claim's own day.
create or replace temp table opening as
with day as (
  select
    e.file_no,
    e.line_no,
    e.effective_on,
    case when min(r.released_on) is not null then greatest(min(r.released_on), e.effective_on) end as released_on,
    case
      when e.effective_on + getvariable('hold_days')::integer <= getvariable('as_of')::date
        then e.effective_on + getvariable('hold_days')::integer
    end as elapsed_on
  from event as e
  left join released as r on r.file_no = e.file_no and r.line_no = e.line_no
  where waits() and e.kind = 2
  group by e.file_no, e.line_no, e.effective_on
)

select
  file_no,
  line_no,
  case
    when getvariable('conflict') = 'hold'
      then case
        when released_on is null then elapsed_on
        when elapsed_on is null then released_on
        else least(released_on, elapsed_on)
      end
    else effective_on
  end as opens_on,
  if(released_on is null or released_on > elapsed_on, 'elapsed', 'released') as opened_as
from day
