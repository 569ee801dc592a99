-- True for a Teleplan claim whose service location is none in use; A is not accepted from 2021-10-01.
create or replace temp macro location_unexpected(record, location, effective_on) as
  record = 'C02'
  and (
    location is null
    or not contains('ABCDEFGIJKLMNPQRTUVWZ', location)
    or (location = 'A' and coalesce(effective_on >= date '2021-10-01', false))
  )
