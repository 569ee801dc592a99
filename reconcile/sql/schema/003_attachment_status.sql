-- The status of an attachment as people know it from PAS.
create type attachment_status as enum ('Confirmed', 'Pending', 'Not the MRP', 'Deceased', 'Removed')
