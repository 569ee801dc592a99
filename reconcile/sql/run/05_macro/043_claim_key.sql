-- The one number that stands for a data centre and a sequence, by which returns and debit requests name claims; null where either cannot be read. Two that share a number by chance are judged together: more work, and nothing else.
create or replace temp macro claim_key(data_centre, sequence) as
  case
    when data_centre is not null and sequence is not null
      then (hash(data_centre::integer, sequence::integer) >> 1)::bigint
  end
