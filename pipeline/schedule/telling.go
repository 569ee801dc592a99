package schedule

import (
	"context"
	"fmt"
	"sync"
	"time"

	"empanel/pipeline/wording"
)

// telling tells of nights, one after the other, without keeping the scheduler
// from its clock.
type telling struct {
	told    func(context.Context, Night)
	say     func(string)
	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.Mutex
	waiting []Night
	more    chan struct{} // holds one while there may be nights that wait
	over    chan struct{} // closed when no more will come
	done    chan struct{} // closed when all are told
}

// tell begins to tell; told may be nil. A panic in it is said, and the next night
// is told again.
func tell(ctx context.Context, told func(context.Context, Night), say func(string)) *telling {
	// Of what happens at the end people are told too.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t := &telling{told: told, say: say, ctx: ctx, cancel: cancel, more: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
	go t.tell()
	return t
}

// of has a night told.
func (t *telling) of(n Night) {
	if t.told == nil {
		return
	}
	t.mu.Lock()
	t.waiting = append(t.waiting, n)
	t.mu.Unlock()
	select {
	case t.more <- struct{}{}:
	default:
	}
}

func (t *telling) tell() {
	defer close(t.done)
	for {
		t.mu.Lock()
		nights := t.waiting
		t.waiting = nil
		t.mu.Unlock()
		for i, n := range nights {
			if t.ctx.Err() != nil {
				t.say(wording.Plural(len(nights)-i, "night", "nights") + " could not be told any more: the record has them")
				return
			}
			t.one(n)
		}
		if len(nights) > 0 {
			continue
		}
		select {
		case <-t.more:
		case <-t.over:
			select {
			case <-t.more:
			default:
				return
			}
		}
	}
}

// one tells of one night.
func (t *telling) one(n Night) {
	defer func() {
		if fault := recover(); fault != nil {
			t.say(fmt.Sprintf("%s of %s: nobody could be told: %s", n.Job, inBritishColumbia(n.Planned), shown(fmt.Sprint(fault))))
		}
	}()
	t.told(t.ctx, n)
}

// stop waits until all nights are told, but not long.
func (t *telling) stop() {
	close(t.over)
	defer t.cancel()
	if t.allTold(tellingTime) {
		return
	}
	t.cancel()
	// Whoever does not heed the context is not waited for.
	t.allTold(time.Second)
}

// allTold waits so long for the end of the telling, and says whether it came.
func (t *telling) allTold(within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-t.done:
		return true
	case <-timer.C:
		return false
	}
}
