package evidence

import "unicode/utf8"

// words are the different texts of a column in which the same few stand again
// and again. None of them is empty.
type words struct {
	list   []string
	places map[string]int32 // of every text as it was given
	last   string           // the one asked for last, which is mostly the next one too
	lastAt int32
}

// clear forgets every word, and keeps the memory.
func (w *words) clear() {
	clear(w.list)
	clear(w.places)
	w.list, w.last, w.lastAt = w.list[:0], "", -1
}

// place gives the place of a text in the list, adding it when it is new.
func (w *words) place(b []byte) int32 {
	if string(b) == w.last {
		return w.lastAt
	}
	at, ok := w.places[string(b)]
	if !ok {
		at = w.add(string(b))
	}
	w.last, w.lastAt = w.list[at], at
	return at
}

// placeOf is place for a text that is a string already.
func (w *words) placeOf(s string) int32 {
	if s == w.last {
		return w.lastAt
	}
	at, ok := w.places[s]
	if !ok {
		at = w.add(s)
	}
	w.last, w.lastAt = w.list[at], at
	return at
}

// add takes a text that was not given before. In ISO 8859-1 it may yet be a
// word that was: every word stands in the list once.
func (w *words) add(s string) int32 {
	word := s
	if !utf8.ValidString(s) {
		word = fromLatin1([]byte(s))
	}
	at, ok := w.places[word]
	if !ok {
		at = int32(len(w.list))
		w.list = append(w.list, word)
		w.places[word] = at
	}
	w.places[s] = at
	return at
}
