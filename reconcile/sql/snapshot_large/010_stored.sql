-- What the large relations are made of, apart from the relations themselves.
create schema snapshot.stored
