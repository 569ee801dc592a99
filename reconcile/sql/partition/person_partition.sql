-- The partition of a person, from 1 to the variable `partitions`: one step of the generator of Lehmer, so that it is spread well and is the same in every version of the engine. PHNs that a number can be, as they are all: below 2^63.
create or replace temp macro person_partition(person) as
  1 + coalesce(person, 0) % 2147483647 * 48271 % 2147483647 % getvariable('partitions')
