-- One row per CHSA, Local Health Area and Health Authority, on the as-of date of the run.
create table areas (
  level varchar, -- CHSA, Local Health Area or Health Authority
  area varchar, -- its digits: four, three or one. NULL: no CHSA is stated
  attached bigint, -- people who live there and have a provider
  unattached bigint, -- people who live there, are alive and covered by MSP, and have none
  waiting bigint, -- people on the Health Connect Registry who are not to be closed
  capacity bigint, -- people there is room for at clinics there
  providers bigint, -- providers who practise at open clinics there; somebody at two clinics counts once
  team_members bigint, -- people in the teams of open clinics there; somebody at two clinics counts once
  team varchar -- members by profession, the most frequent first; NULL: nobody
)
