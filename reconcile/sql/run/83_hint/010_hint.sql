-- One row per quarantined line: every reason, in words what to do about each, and whether it waits or an administrator has discarded it. The reader's own words name the field; where it has none the catalogue's stand.
create or replace temp table hinted as
with reader as (
  select file_no, line_no, reasons, hints, raw from note_judged where reasons is not null
  union all
  select file_no, line_no, reasons, hints, raw from answer_judged where reasons is not null
  union all
  select file_no, line_no, reasons, hints, raw from action_now where reasons is not null
  union all
  select file_no, line_no, reasons, hints, raw from decision_now where reasons is not null
  union all
  select file_no, line_no, reasons, hints, raw from feed_line_judged where reasons is not null
),

found as (
  select
    l.file_no,
    l.line_no,
    list(distinct l.reason order by l.reason) as reasons,
    string_agg(distinct c.hint, '; ' order by c.hint) filter (
      r.reasons is null or not list_contains(string_split(r.reasons, ','), l.reason)
    ) as found_hints,
    any_value(r.hints) as reader_hints,
    any_value(r.raw) as raw
  from reason_now as l
  left join reason as c on c.code = l.reason
  left join reader as r on r.file_no = l.file_no and r.line_no = l.line_no
  group by l.file_no, l.line_no
),

discarded as (
  select distinct about_file_no as file_no, about_line_no as line_no
  from decided
  where verdict = 'discard'
)

select
  f.file_no,
  f.line_no,
  s.channel,
  f.reasons,
  nullif(concat_ws('; ', f.reader_hints, f.found_hints), '') as hint,
  if(d.file_no is null and not list_contains(f.reasons, 'hold_discarded'), 'waiting', 'discarded') as state,
  f.raw
from found as f
join submission_now as s using (file_no)
left join discarded as d on d.file_no = f.file_no and d.line_no = f.line_no
