-- One row: a 128-bit hash of the attachments that are known after this run, independent of their order, and how many they are.
select md5(concat(attachments, '|', low, '|', high)) as registry_digest, attachments
from digest_now
