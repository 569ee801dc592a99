-- What makes a line count tonight, by the outcome that it had before: null for a line that is new.
create or replace temp macro brought_by(before) as
  case
    when before is null then 'new'
    when before = 'quarantined' then 'healed'
    when before in ('refused', 'pending') then 'accepted'
    when before = 'reversed' then 'stands_again'
    when before = 'held' then 'released'
    else 'evidence'
  end
