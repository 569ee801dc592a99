-- One row per offer of a provider to a household: the `offers` feed as it is in force with what arrives tonight.
create or replace temp view offers_now as
from offers as f
anti join newer_offers as n on n.offer_id = f.offer_id
union all
from newer_offers
