package synth

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"empanel/parsers/field"
)

// Options say how large a province to make up, and where its files go.
type Options struct {
	Inbox     string // gets teleplan/, teleplan-return/, drbill/ and registry/ of the first load
	NightsDir string // gets NN/teleplan/ and so on of each later night; needed when Nights > 0
	People    int    // persons; with ClaimsOnly the number of claims, with WaitingOnly of registrants
	Nights    int    // nights after the first load
	// NightLines is about how many lines of claims, actions and feeds each night
	// has, whatever the size of the province; 0: as so many people would cause.
	// Transfers, and returns for the claims of the night before, come beside them as
	// always, but few returns for the first load. A night has fewer lines where
	// the province has not as many people to whom nothing has happened yet.
	NightLines int
	NightFiles int // about how many submission files each night has; 0: one for each clinic that has claims
	Seed       uint64
	Defects    float64 // rate, 0 to 1, of submitted lines with a defect; see [DefaultDefects]
	// FirstDay is the date of the first load; night k is k days later. 0 means
	// [DefaultFirstDay].
	FirstDay field.Date
	// Handovers adds two textbook handovers of a whole practice, each of 1,000
	// people of their own whom no defect and nothing random touches: the
	// transfers HANDOVER-A-FIRST, where the leaver removes everybody before the
	// successor uploads them, and HANDOVER-B-FIRST, the other way round. After
	// night 4, of each thousand 980 are with the successor, 5 are with nobody
	// because their claim is in quarantine, 3 are with a third provider, 2 have
	// died and 10 are with nobody; 12 others are with the successor. The rest
	// of the province is the same without them. Needs Nights of at least 4.
	Handovers bool
	// ClaimsOnly writes nothing but sound claims, in ASCII, 424 zero-filled
	// columns and CRLF, into Inbox itself as TELEPLAN0001.txt and so on. No
	// defects, feeds or nights.
	ClaimsOnly bool
	// WaitingOnly writes, to measure matching with, nothing but People
	// registrants, all of them active, with their rows of the persons feed,
	// some offers, and providers, clinics, affiliations and preferences: a
	// provider with room for every 133 registrants, and as many without. No
	// claims, defects or nights.
	WaitingOnly bool
	Files       int                     // about how many submission files the first load has; 0: as clinics would
	Workers     int                     // that write at the same time; 0: one per processor. The files are the same
	Progress    func(done, total int64) // lines written of the first load; called by one worker at a time. May be nil
}

// DefaultDefects is the rate of defects that a province has unless told
// otherwise.
const DefaultDefects = 0.02

// DefaultFirstDay is the date of the first load unless told otherwise.
var DefaultFirstDay = field.NewDate(2026, 9, 28)

// firstDay98990 is the first service date of the attachment fee item.
var firstDay98990 = field.NewDate(2024, 2, 1)

// minPeople is the smallest province that has two regions with clinics in
// both.
const minPeople = 100

// ErrOptions is wrapped by every error about the options themselves.
var ErrOptions = errors.New("synth")

// Write makes a province up and writes its files. The error is one of the
// options (wrapping [ErrOptions]), of the context or of the file system; files
// written before it stay.
func Write(ctx context.Context, opts Options) (Manifest, error) {
	if opts.FirstDay == 0 {
		opts.FirstDay = DefaultFirstDay
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if err := opts.check(); err != nil {
		return Manifest{}, err
	}
	if opts.ClaimsOnly {
		return writeClaimsOnly(ctx, opts)
	}
	if opts.WaitingOnly {
		return writeWaitingOnly(ctx, opts)
	}
	p := newProvince(opts)
	if err := p.settle(ctx); err != nil {
		return Manifest{}, err
	}
	if err := p.writeFirstLoad(ctx); err != nil {
		return Manifest{}, err
	}
	for night := 1; night <= opts.Nights; night++ {
		if err := p.writeNight(ctx, night); err != nil {
			return Manifest{}, err
		}
	}
	if opts.Handovers {
		if err := p.writeHandovers(ctx); err != nil {
			return Manifest{}, err
		}
	}
	p.tellStories()
	return p.manifest, nil
}

func (o *Options) check() error {
	switch {
	case o.Inbox == "":
		return fmt.Errorf("%w: no inbox given", ErrOptions)
	case o.People < minPeople || o.People > maxPeople:
		return fmt.Errorf("%w: people must be %d to %d, not %d", ErrOptions, minPeople, maxPeople, o.People)
	case o.Nights < 0 || o.Nights > 60:
		return fmt.Errorf("%w: nights must be 0 to 60, not %d", ErrOptions, o.Nights)
	case o.NightLines < 0 || o.NightFiles < 0:
		return fmt.Errorf("%w: lines and files of a night must not be negative", ErrOptions)
	case (o.NightLines > 0 || o.NightFiles > 0) && o.Nights == 0:
		return fmt.Errorf("%w: lines and files of a night need nights", ErrOptions)
	case o.Nights > 0 && o.NightsDir == "" && !o.ClaimsOnly && !o.WaitingOnly:
		return fmt.Errorf("%w: nights need a folder of their own", ErrOptions)
	case !(o.Defects >= 0 && o.Defects <= 1):
		return fmt.Errorf("%w: the rate of defects must be 0 to 1, not %g", ErrOptions, o.Defects)
	case o.FirstDay < field.NewDate(2024, 8, 1) || o.FirstDay > field.NewDate(2100, 1, 1):
		return fmt.Errorf("%w: the first day must be from 2024-08-01 to 2100-01-01, not %s", ErrOptions, o.FirstDay)
	case o.Files < 0:
		return fmt.Errorf("%w: files must not be negative", ErrOptions)
	case o.ClaimsOnly && (o.Nights > 0 || o.Defects > 0 || o.Handovers):
		return fmt.Errorf("%w: claims only go without nights, defects and handovers", ErrOptions)
	case o.WaitingOnly && (o.ClaimsOnly || o.Nights > 0 || o.Defects > 0 || o.Handovers || o.Files > 0):
		return fmt.Errorf("%w: people waiting only go without claims, nights, defects, handovers and a number of files", ErrOptions)
	case o.WaitingOnly && o.People > maxWaiting:
		return fmt.Errorf("%w: at most %d people wait, not %d", ErrOptions, maxWaiting, o.People)
	case o.Handovers && o.Nights < handoverNights:
		return fmt.Errorf("%w: handovers take %d nights at least, not %d", ErrOptions, handoverNights, o.Nights)
	}
	return nil
}

// province is everything made up, as it stands at the night being written.
type province struct {
	opts   Options
	chance chance
	issue  issuer
	first  field.Date
	today  field.Date // of the night being written

	areas     []area
	regions   []region
	clinics   []clinic
	providers []provider
	people    []person
	panels    []int32
	merges    []merge
	formerPHN map[int32]int64 // numbers that claims still use, of people marked oldNumber

	panelLines   int64
	dead, lapsed []int32 // whom defects name
	closed       []closedClinic

	plainVerify, accentVerify *verifyTable

	nights   nightState
	manifest Manifest
	progress progress
}

// closedClinic is a clinic that closed while a provider's affiliation was left
// standing.
type closedClinic struct{ clinic, provider int32 }

func newProvince(opts Options) *province {
	p := &province{opts: opts, chance: chance{opts.Seed}, first: opts.FirstDay, today: opts.FirstDay}
	p.issue = newIssuer(p.chance)
	p.plainVerify, p.accentVerify = newVerifyTable(false), newVerifyTable(true)
	p.progress.report = opts.Progress
	return p
}

// day is the date of a night.
func (p *province) day(night int) field.Date { return p.first + field.Date(night) }

// settle makes everybody and everything that the first load is about.
func (p *province) settle(ctx context.Context) error {
	p.areas, p.regions = layOut(p.chance, p.opts.People)
	p.staffClinics()
	p.people = make([]person, p.opts.People)
	chunks := chunksOf(p.areas)
	err := p.inParallel(ctx, len(chunks), func(i int) error {
		p.populate(i, chunks[i])
		p.attach(chunks[i])
		return nil
	})
	if err != nil {
		return err
	}
	p.gather()
	p.merge()
	p.pickUnlucky()
	return nil
}

// pickUnlucky lists whom the defects are about: people dead before the first
// load, people without coverage, clinics that have closed.
func (p *province) pickUnlucky() {
	for i := range p.people {
		one := &p.people[i]
		switch {
		case one.provider != nobody || len(p.dead)+len(p.lapsed) > 20_000:
		case one.diedOn != field.NoDate:
			p.dead = append(p.dead, int32(i))
		case one.coveredTo != field.NoDate && one.marks&restarted == 0:
			p.lapsed = append(p.lapsed, int32(i))
		}
	}
	for c := range p.clinics {
		if p.clinics[c].closedOn != field.NoDate {
			p.closed = append(p.closed, closedClinic{int32(c), p.regions[p.clinics[c].region].providers[0]})
		}
	}
}

// inParallel does n pieces of work, each independent of the others.
func (p *province) inParallel(ctx context.Context, n int, work func(i int) error) error {
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(p.opts.Workers)
	for i := range n {
		if working.Err() != nil {
			break
		}
		group.Go(func() error {
			if err := working.Err(); err != nil {
				return err
			}
			return work(i)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// progress counts the lines written.
type progress struct {
	mu          sync.Mutex
	done, total int64
	report      func(done, total int64)
}

func (p *progress) add(n int64) {
	if p.report == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	p.report(p.done, p.total)
}
