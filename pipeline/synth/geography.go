package synth

import "math"

// area is a Community Health Service Area: four digits, of which the first
// three are its Local Health Area, the first two its Health Service Delivery
// Area and the first its Health Authority.
type area struct {
	chsa   string
	region int32 // index of its Local Health Area
	first  int32 // index of its first person
	people int32
}

// areasOfBC is how many Community Health Service Areas British Columbia has.
const areasOfBC = 218

// region is a Local Health Area: a run of areas, and so of people.
type region struct {
	areas     []int32
	first     int32
	people    int32
	providers []int32 // those at work when the first load is sent
	weights   []float64
	clinics   []int32 // open ones
}

// layOut makes the areas of a province: as many as its people fill (4,000 to
// an area), up to those of British Columbia.
func layOut(c chance, people int) ([]area, []region) {
	return divide(c, min(max(people/4000, 4), areasOfBC), people)
}

// divide makes n areas, two or three to a region, and gives each its people.
func divide(c chance, n, people int) ([]area, []region) {
	regions := max(2, n*2/5)
	delivery := max(2, min(regions/5, 17))
	authorities := min(5, delivery)

	areas := make([]area, n)
	out := make([]region, regions)
	for i := range areas {
		r := i * regions / n
		d := r * delivery / regions
		h := d * authorities / delivery
		areas[i].region = int32(r)
		areas[i].chsa = string([]byte{
			digit(h), digit(d - groupStart(h, delivery, authorities)),
			digit(r - groupStart(d, regions, delivery)), digit(i - groupStart(r, n, regions)),
		})
		out[r].areas = append(out[r].areas, int32(i))
	}
	spread(c, areas, people)
	for i := range out {
		out[i].first = areas[out[i].areas[0]].first
		for _, a := range out[i].areas {
			out[i].people += areas[a].people
		}
	}
	return areas, out
}

// groupStart is the first of items that item*groups/items puts into a group.
func groupStart(group, items, groups int) int {
	return (group*items + groups - 1) / groups
}

func digit(n int) byte { return byte('1' + n) }

// spread gives each area its share of the people: towns and valleys differ by
// a factor of ten.
func spread(c chance, areas []area, people int) {
	weights := make([]float64, len(areas))
	total := 0.0
	for i := range weights {
		weights[i] = 0.3 + math.Exp(0.6*c.dice(streamAreas, uint64(i)).NormFloat64())
		total += weights[i]
	}
	first, sum := 0, 0.0
	for i := range areas {
		sum += weights[i]
		end := int(math.Round(sum / total * float64(people)))
		if i == len(areas)-1 {
			end = people
		}
		areas[i].first, areas[i].people = int32(first), int32(end-first)
		first = end
	}
}
