package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// Options says how a schedule is kept. What is nil is not called.
type Options struct {
	Workspace *workspace.Workspace
	Rules     config.Schedule
	Now       func() time.Time // the clock; nil means the machine's
	// Run lets a job run until it ends. When the context ends it has the job end,
	// and gives how it did within Rules.StopSeconds and a little. It is called from
	// a goroutine of its own, never twice at once; a panic in it is a failed job.
	Run     Runner
	TakenIn TakenIn // needed where files are expected
	// Ready is called once, when the schedule is being kept.
	Ready func()
	// Alive is called again and again as long as the scheduler lives, at least
	// every Tick, with what it does now in a few words.
	Alive func(doing string)
	// Say hears of what happens, in a plain line of text without health numbers.
	Say func(at time.Time, text string)
	// Told is called after the rows of nights that say what became of them, in
	// their order, from a goroutine of its own: with those together that were
	// noticed at once, or have come while it was at work, so that an outage is told
	// as one thing. Its context ends soon after the scheduler is stopped.
	Told func(ctx context.Context, nights []Night)
	Tick time.Duration // how often to look at the clock; 0 means every half minute

	wake <-chan struct{} // has it look at once, in tests
}

// Runner lets a job run: a command of empanel with its arguments.
type Runner func(ctx context.Context, arguments []string) Result

const (
	defaultTick = 30 * time.Second
	// tellingTime is how long those who are told of nights, or asked which files
	// came, have when the scheduler is stopped.
	tellingTime = 10 * time.Second
)

// keeper is a schedule that is being kept.
type keeper struct {
	Options
	desk      *desk
	record    *writing
	unwritten []Night // the disk would not take them yet
	troubled  bool    // and that was said
	ended     chan finished
	telling   *telling
}

// finished is a job that has ended.
type finished struct {
	due     due
	result  Result
	missing []string
	doubt   error // why it is not known which expected files came
}

// Keep keeps the schedule of a workspace until the context ends. Then it has the
// job under way end, writes down what became of it, and gives nil.
//
// Its errors wrap workspace.ErrScheduled where another scheduler keeps it, or say
// why the record of nights cannot be written.
func Keep(ctx context.Context, o Options) (err error) {
	o.Now = wallClock(o.Now)
	if o.Tick == 0 {
		o.Tick = defaultTick
	}
	release, err := o.Workspace.AcquireSchedule(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	k := &keeper{Options: o, ended: make(chan finished, 1)}
	if k.record, err = openRecord(o.Workspace.Nights(), k.say); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.record.file.Close()) }()
	k.telling = tell(ctx, o.Told, k.say)
	defer k.telling.stop()
	if err := k.begin(); err != nil {
		return err
	}
	if o.Ready != nil {
		o.Ready()
	}
	k.keep(ctx)
	return k.stop()
}

// wallClock gives a clock by which it shows that the machine's was put back: a
// time of Go has a second reading beside the wall's, which never goes back, and
// two times that have it are compared by that alone.
func wallClock(now func() time.Time) func() time.Time {
	if now == nil {
		now = time.Now
	}
	return func() time.Time { return now().Round(0) }
}

func (k *keeper) say(text string) {
	if k.Say != nil {
		k.Say(k.Now(), text)
	}
}

// begin writes down which jobs are planned from now on, and which were under way
// when the scheduler before ended without a word.
func (k *keeper) begin() error {
	now := k.Now()
	var rows []row
	for _, j := range k.Rules.Jobs {
		if holds := k.record.plans[j.Name].now(); holds == nil || holds.text != j.At {
			rows = append(rows, row{Row: rowPlanned, At: toStore(now), Times: j.At, Night: Night{Job: j.Name}})
		}
	}
	for _, name := range k.record.ordered {
		gone := !slices.ContainsFunc(k.Rules.Jobs, func(j config.Job) bool { return j.Name == name })
		if gone && k.record.plans[name].now() != nil {
			rows = append(rows, row{Row: rowWithdrawn, At: toStore(now), Night: Night{Job: name}})
		}
	}
	var cut []Night
	for _, n := range k.record.Nights() {
		if n.Outcome == Started {
			n.Outcome, n.Why = Interrupted, "the scheduler ended while the job was under way"
			cut = append(cut, n)
			rows = append(rows, row{Row: rowNight, At: toStore(now), Night: n})
		}
	}
	if err := k.record.append(rows...); err != nil {
		return err
	}
	k.desk = newDesk(k.Rules, k.record.Record)
	k.announce(cut)
	return nil
}

// keep looks at the clock and does what is to be done, until the context ends.
func (k *keeper) keep(ctx context.Context) {
	for ctx.Err() == nil {
		now := k.Now()
		k.settle(now, k.desk.look(now))
		k.next(ctx, now)
		k.alive()
		timer := time.NewTimer(k.quiet(now))
		select {
		case f := <-k.ended:
			k.finish(f)
		case <-timer.C:
		case <-k.wake:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// quiet is how long to wait before the next look.
func (k *keeper) quiet(now time.Time) time.Duration {
	if k.troubled {
		return k.Tick // what is due cannot begin anyway
	}
	return k.desk.quiet(now, k.Tick)
}

// settle writes down what became of planned times. What the disk does not take is
// kept, and tried again at every look: no job begins before.
func (k *keeper) settle(now time.Time, nights []Night) {
	k.unwritten = append(k.unwritten, nights...)
	if len(k.unwritten) > 0 {
		rows := make([]row, len(k.unwritten))
		for i, n := range k.unwritten {
			rows[i] = row{Row: rowNight, At: toStore(now), Night: n}
		}
		if k.wrote(k.record.append(rows...)) {
			k.unwritten = nil
			k.desk.written()
		}
	}
	k.announce(nights)
}

// wrote says whether a row is on disk. Trouble is said once, and its end.
func (k *keeper) wrote(err error) bool {
	switch {
	case err != nil && !k.troubled:
		k.say(fmt.Sprintf("%v; no job begins until it can be written", err))
	case err == nil && k.troubled:
		k.say("the record of nights can be written again")
	}
	k.troubled = err != nil
	return err == nil
}

// announce tells people of nights.
func (k *keeper) announce(nights []Night) {
	for _, n := range nights {
		k.say(n.Job + " of " + inBritishColumbia(n.Planned) + ": " + n.InWords())
	}
	k.telling.of(nights...)
}

// next begins the job whose turn it is, if there is one.
func (k *keeper) next(ctx context.Context, now time.Time) {
	if len(k.unwritten) > 0 {
		return
	}
	w, ok := k.desk.take(now)
	if !ok {
		return
	}
	n := Night{Job: w.Name, Planned: w.planned, Outcome: Started, Started: toStore(now), Tried: w.tried + 1}
	if !k.wrote(k.record.append(row{Row: rowNight, At: toStore(now), Night: n})) {
		k.desk.giveBack()
		return
	}
	delete(k.desk.again, n.key())
	k.say(w.Name + " of " + inBritishColumbia(w.planned) + ": begins: empanel " + strings.Join(w.Do, " "))
	expected := k.desk.expectations(w)
	go func() { k.ended <- k.run(ctx, w, expected) }()
}

// run lets a job run to its end, and finds out which expected files came. A panic
// makes it a failed job: the nights after it are not to blame.
func (k *keeper) run(ctx context.Context, w due, expected []expectation) (f finished) {
	defer func() {
		if fault := recover(); fault != nil {
			f.result = Result{ExitCode: -1, Err: fmt.Errorf("a fault in the scheduler: %v", fault)}
		}
	}()
	f.due = w
	f.result = k.Run(ctx, w.Do)
	if len(expected) == 0 || !judged(w, w.begun, f.result).done() {
		return f
	}
	// When the scheduler is stopped, there is little time left to ask.
	asking, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(tellingTime, cancel) })()
	f.missing, f.doubt = missing(asking, expected, k.TakenIn)
	return f
}

// finish writes down what became of the job that has ended.
func (k *keeper) finish(f finished) {
	now := k.Now()
	n := judged(f.due, now, f.result)
	n.Missing = f.missing
	if f.doubt != nil {
		n.Doubt = true
		n.Why = shown(strings.TrimPrefix(n.Why+"; which expected files came could not be found out: "+f.doubt.Error(), "; "))
	}
	k.desk.finish(now)
	k.desk.decided[n.key()] = n.Outcome
	k.settle(now, []Night{n})
}

// stop waits for the job under way, which has been told to end by the context.
func (k *keeper) stop() error {
	for k.desk.running != nil {
		k.alive()
		timer := time.NewTimer(k.Tick)
		select {
		case f := <-k.ended:
			k.finish(f)
		case <-timer.C:
		}
		timer.Stop()
	}
	if len(k.unwritten) > 0 {
		now := k.Now()
		if k.settle(now, nil); len(k.unwritten) > 0 {
			return fmt.Errorf("%s of the record of nights could not be written", wording.Plural(len(k.unwritten), "row", "rows"))
		}
	}
	return nil
}

// alive says that the scheduler lives, and what it does.
func (k *keeper) alive() {
	if k.Alive == nil {
		return
	}
	doing := "no job is planned"
	if name, at := k.desk.upcoming(); !at.IsZero() {
		doing = "next: " + name + " " + inBritishColumbia(at)
	}
	switch {
	case k.desk.running != nil:
		doing = k.desk.running.Name + " of " + inBritishColumbia(k.desk.running.planned) + " is under way"
	case k.troubled:
		doing = "the record of nights cannot be written: no job begins"
	}
	k.Alive(doing)
}

// longestWhy is how much of what a job said last is kept.
const longestWhy = 600

// shown makes text from outside fit for the record: a line, without health
// numbers, and not longer than anybody reads.
func shown(text string) string {
	text = mask.Text(wording.Readable(strings.Join(strings.Fields(text), " ")))
	if runes := []rune(text); len(runes) > longestWhy {
		text = string(runes[:longestWhy]) + " ..."
	}
	return text
}
