-- One row: whether everybody must be judged: there is no run yet, the newest judged by another policy or everybody was judged by other rules, what its digest was made of is not at hand, or a feed has rows for the first time, so that its checks begin.
-- Asked one by one: as one condition the engine takes the answers for nine
-- relations to join, and tries every order of them.
select bool_or(needed) as everybody
from (
  select
    not coalesce(
      (
        select policy_version = getvariable('policy_version')
        from run
        where state = 'done'
        order by run_no desc
        limit 1
      ),
      false
    ) as needed
  union all
  select
    (select md5(concat(attachments, '|', low, '|', high)) from digest_sum)
    is distinct from (select registry_digest from run where state = 'done' order by run_no desc limit 1)
  union all
  select (select rules from made_by) is distinct from getvariable('rules')
  union all
  select persons and not exists (select 1 from persons) from feed_present
  union all
  select providers and not exists (select 1 from providers) from feed_present
  union all
  select clinics and not exists (select 1 from clinics) from feed_present
  union all
  select affiliations and not exists (select 1 from affiliations) from feed_present
  union all
  select endorsements and not exists (select 1 from endorsements) from feed_present
)
