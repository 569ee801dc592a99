-- One row: providers with a payment, and the sum of all payments.
select count(distinct practitioner_number) as providers, coalesce(sum(amount), 0)::decimal(18, 2)::varchar as amount
from payments
