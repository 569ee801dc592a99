package synth

import "math/rand/v2"

// stream names a purpose that chance is needed for, so that a new purpose
// does not change what the others draw.
type stream uint64

const (
	streamAreas stream = iota + 1
	streamHousehold
	streamPerson
	streamPanel
	streamSecond
	streamClinic
	streamProvider
	streamNames
	streamClaim
	streamRegistrant
	streamNight
	streamHealthNumber
	streamFacility
	streamDataCentre
	streamPractitioner
	streamFeed
	streamDefect
	streamMerge
	streamEarlier
	streamHandover
	streamWaiting
)

// chance is the one source of randomness: everything drawn depends on the
// seed, a stream and the number of the thing drawn for, never on the order in
// which workers get to it.
type chance struct{ seed uint64 }

// mix is the finalizer of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// at gives 64 random bits for thing n.
func (c chance) at(s stream, n uint64) uint64 {
	return mix(mix(c.seed^mix(uint64(s))) ^ n*0x9e3779b97f4a7c15)
}

// unit gives a number in [0, 1) for thing n.
func (c chance) unit(s stream, n uint64) float64 {
	return float64(c.at(s, n)>>11) / (1 << 53)
}

// dice gives a generator of its own for thing n.
func (c chance) dice(s stream, n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.at(s, n), c.seed^uint64(s)))
}

// shuffle is a bijection of [0, rows*columns): a Feistel network of mixed
// radix, so that any number of distinct, not sequential-looking numbers can be
// had without remembering those given out.
type shuffle struct {
	rows, columns uint64
	keys          [6]uint64
}

func newShuffle(c chance, s stream, rows, columns uint64) shuffle {
	sh := shuffle{rows: rows, columns: columns}
	for i := range sh.keys {
		sh.keys[i] = c.at(s, uint64(i))
	}
	return sh
}

func (s shuffle) at(n uint64) uint64 {
	row, column := n/s.columns%s.rows, n%s.columns
	for k := 0; k < len(s.keys); k += 2 {
		row = (row + mix(column^s.keys[k])%s.rows) % s.rows
		column = (column + mix(row^s.keys[k+1])%s.columns) % s.columns
	}
	return row*s.columns + column
}
