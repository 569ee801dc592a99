-- One row per file, with how many of its lines had each outcome.
create or replace view submissions as
with counted as (
  select
    file_no,
    sum(lines) filter (outcome = 'quarantined') as quarantined,
    sum(lines) filter (outcome = 'duplicate') as duplicate,
    sum(lines) filter (outcome = 'reversed') as reversed,
    sum(lines) filter (outcome = 'refused') as refused,
    sum(lines) filter (outcome = 'pending') as pending,
    sum(lines) filter (outcome = 'held') as held,
    sum(lines) filter (outcome = 'attached') as attached,
    sum(lines) filter (outcome = 'already_attached') as already_attached,
    sum(lines) filter (outcome = 'changed_clinic') as changed_clinic,
    sum(lines) filter (outcome = 'moved') as moved,
    sum(lines) filter (outcome = 'removed') as removed,
    sum(lines) filter (outcome = 'no_effect') as no_effect,
    sum(lines) filter (outcome = 'applied') as applied,
    sum(lines) filter (outcome = 'ignored') as ignored,
    sum(lines) filter (outcome = 'portal') as portal,
    sum(lines) filter (outcome = 'reference') as reference
  from submission_outcome
  group by file_no
)

select
  s.submission_id,
  s.channel,
  s.software,
  s.file_name,
  s.received_at,
  r.run_id,
  s.status,
  s.refusal,
  s.refusal_text,
  s.lines,
  s.skipped,
  s.warnings,
  coalesce(c.quarantined, 0)::integer as quarantined,
  coalesce(c.duplicate, 0)::integer as duplicate,
  coalesce(c.reversed, 0)::integer as reversed,
  coalesce(c.refused, 0)::integer as refused,
  coalesce(c.pending, 0)::integer as pending,
  coalesce(c.held, 0)::integer as held,
  coalesce(c.attached, 0)::integer as attached,
  coalesce(c.already_attached, 0)::integer as already_attached,
  coalesce(c.changed_clinic, 0)::integer as changed_clinic,
  coalesce(c.moved, 0)::integer as moved,
  coalesce(c.removed, 0)::integer as removed,
  coalesce(c.no_effect, 0)::integer as no_effect,
  coalesce(c.applied, 0)::integer as applied,
  coalesce(c.ignored, 0)::integer as ignored,
  coalesce(c.portal, 0)::integer as portal,
  coalesce(c.reference, 0)::integer as reference
from submission as s
left join run as r using (run_no)
left join counted as c using (file_no)
