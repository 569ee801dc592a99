-- Attachments that were known until this run: what it closed is among them.
delete from snapshot.stored.attachment
where known_to is null
