-- One row per rate: dollars and cents for a component and key.
create temp table rate as
select component, key, amount::decimal(14, 2) as amount
from rate_read
