-- One row per reason: whether later evidence may heal it, and what to do about it.
create or replace table reason as
select *
from (
  values
  ('record_too_short', false, 'the line ends before what it must say: send it again, whole'),
  ('record_unknown', false, 'the line begins with no known record code: check that the file is a Teleplan file of the right kind'),
  ('sequence_invalid', false, 'the sequence number is not seven digits: correct it and send the line again'),
  ('phn_missing', false, 'no PHN: only people with a BC health number can be attached'),
  ('phn_out_of_province', false, 'insured in another province: only people with a BC health number can be attached'),
  ('phn_invalid', false, 'the PHN fails its check: compare it with the card and send the line again'),
  ('phn_pseudo', false, 'a number for billing, not a person: use the patient''s own PHN'),
  ('phn_unknown', true, 'the PHN is not in the persons feed: it heals when the person arrives there'),
  ('deceased', true, 'dated after the person''s death: check the PHN and the date'),
  ('no_coverage', true, 'no MSP coverage on that day: it heals when coverage for the day arrives'),
  ('practitioner_invalid', false, 'the practitioner number is not a letter or digit and four digits: correct it and send the line again'),
  ('practitioner_unknown', true, 'the practitioner number is not in the providers feed: register the provider, or correct the number'),
  ('facility_missing', false, 'no facility number: put the clinic''s number into the claim and send it again'),
  ('facility_invalid', false, 'the facility number is not five letters or digits: correct it and send the line again'),
  ('facility_unknown', true, 'the facility number is not in the clinics feed: register the clinic, or correct the number (letter O and digit 0 differ)'),
  ('facility_closed', true, 'the clinic was not open on that day: check the facility number and the date'),
  ('not_affiliated', true, 'the provider did not work at that clinic on that day: add the provider to the clinic''s record, or correct the facility number'),
  ('service_date_invalid', false, 'the date is not in the calendar: correct it and send the line again'),
  ('service_date_future', false, 'dated after the day it was received: correct the date and send the line again'),
  ('service_date_early', false, 'dated before the first day of the fee item: older codes are not attachments'),
  ('service_date_stale', false, 'too old when it was received: this policy does not take claims of that age'),
  ('location_unexpected', false, 'the service location is none in use: this policy wants a valid one'),
  ('fee_item_near_miss', false, 'nearly the attachment code: if an attachment was meant, send it again with fee item 98990'),
  ('amount_not_zero', false, 'fee item 98990 is billed at zero: correct the amount and send the claim again'),
  ('reversal_unmatched', true, 'the debit request names no claim known here: it heals when that claim arrives'),
  ('return_unmatched', true, 'the return names no claim known here, or another person''s: it heals when that claim arrives'),
  ('actor_not_endorsed', true, 'whoever acted may not act for this provider: the provider endorses the delegate, or acts in person'),
  ('action_id_reused', false, 'the action id was used for another action: send it again with an id of its own'),
  ('decision_unmatched', true, 'the decision names no line known here, releases one that is no claim, or is about the file of one that the guard did not hold: it heals when that line arrives'),
  ('hold_discarded', false, 'the guard held it or a copy of it, and an administrator discarded it: send what is right in it as another claim or action'),
  ('action_invalid', false, 'no such action: use remove, restore or change_clinic, with an action id'),
  ('feed_value_invalid', false, 'a value of the feed row cannot be read: correct it and send the row again')
) as r (code, heals, hint)
