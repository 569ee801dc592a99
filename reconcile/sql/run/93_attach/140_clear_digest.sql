-- What the digest is made of is another after every run.
delete from digest_sum
