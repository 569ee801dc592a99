-- One row: whether everybody must be judged: there is no run yet, the newest judged by another policy or everybody was judged by other rules, what its digest was made of is not at hand, or a feed has rows for the first time, so that its checks begin.
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
  )
  or (select md5(concat(attachments, '|', low, '|', high)) from digest_sum)
  is distinct from (select registry_digest from run where state = 'done' order by run_no desc limit 1)
  or (select rules from made_by) is distinct from getvariable('rules')
  or (persons and not exists (select 1 from persons))
  or (providers and not exists (select 1 from providers))
  or (clinics and not exists (select 1 from clinics))
  or (affiliations and not exists (select 1 from affiliations))
  or (endorsements and not exists (select 1 from endorsements)) as everybody
from feed_present
