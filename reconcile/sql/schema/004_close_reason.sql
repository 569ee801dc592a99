-- Why an attachment ended.
create type close_reason as enum ('removed', 'superseded', 'transferred', 'changed_clinic', 'deceased')
