-- One row per claim line that has more to say than others: what was written where no value could be read, what it reverses, what its reader found.
create table claim_note (
  file_no integer not null,
  line_no integer not null,
  phn_written varchar, -- what was written when it was not ten digits
  other_fee_item varchar, -- null for 98990
  service_date_written varchar, -- what was written when it is no calendar date
  target_data_centre integer, -- of a debit request: the claim it reverses; code of a number
  target_sequence integer,
  reasons varchar, -- what the reader found wrong, codes separated by commas
  hints varchar,
  warnings varchar,
  raw varchar
)
