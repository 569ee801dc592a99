-- One row per person whose attachments would be others, those who would lose their provider first.
select
  c.change,
  c.phn,
  person_key(c.phn)::varchar as person_key,
  coalesce(fp.text, '') as from_practitioner,
  coalesce(ff.text, '') as from_facility,
  coalesce(tp.text, '') as to_practitioner,
  coalesce(tf.text, '') as to_facility,
  coalesce(cp.text, '') as claim_practitioner,
  coalesce(cf.text, '') as claim_facility,
  c.effective_on,
  coalesce(c.reason, '') as reason,
  coalesce(c.brought_by, '') as brought_by,
  coalesce(s.submission_id, '') as submission_id,
  coalesce(c.line_no, 0) as line_no,
  coalesce(u.cause, '') as cause
from planned_reasoned as c
left join number_now as fp on fp.code = c.from_practitioner
left join number_now as ff on ff.code = c.from_facility
left join number_now as tp on tp.code = c.to_practitioner
left join number_now as tf on tf.code = c.to_facility
left join number_now as cp on cp.code = c.claim_practitioner
left join number_now as cf on cf.code = c.claim_facility
left join submission_now as s on s.file_no = c.file_no
left join planned_cause as u on u.phn = c.phn
order by
  list_position(['void', 'quarantine', 'hold', 'remove', 'death', 'move', 'change_clinic', 'attach', 'merge', 'history'], c.change),
  from_practitioner, from_facility, to_practitioner, to_facility, c.phn
limit $limit
