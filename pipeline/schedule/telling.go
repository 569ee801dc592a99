package schedule

import (
	"context"
	"fmt"
	"sync"
	"time"

	"empanel/pipeline/wording"
)

// telling tells of nights, those together that have come meanwhile, without
// keeping the scheduler from its clock.
type telling struct {
	told    func(context.Context, []Night)
	say     func(string)
	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.Mutex
	waiting []Night
	more    chan struct{} // holds one while there may be nights that wait
	over    chan struct{} // closed when no more will come
	done    chan struct{} // closed when all are told
}

// tell begins to tell; told may be nil. A panic in it is said, and the next nights
// are told again.
func tell(ctx context.Context, told func(context.Context, []Night), say func(string)) *telling {
	// Of what happens at the end people are told too.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t := &telling{told: told, say: say, ctx: ctx, cancel: cancel, more: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
	go t.tell()
	return t
}

// of has nights told, in one.
func (t *telling) of(nights ...Night) {
	if t.told == nil || len(nights) == 0 {
		return
	}
	t.mu.Lock()
	t.waiting = append(t.waiting, nights...)
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
		if len(nights) > 0 && t.ctx.Err() != nil {
			t.say(wording.Plural(len(nights), "night", "nights") + " could not be told any more: the record has them")
			return
		}
		if len(nights) > 0 {
			t.together(nights)
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

// together tells of nights.
func (t *telling) together(nights []Night) {
	defer func() {
		if fault := recover(); fault != nil {
			n := nights[0]
			t.say(fmt.Sprintf("%s of %s (%s): nobody could be told: %s", n.Job, inBritishColumbia(n.Planned), wording.Plural(len(nights), "night", "nights"), shown(fmt.Sprint(fault))))
		}
	}()
	t.told(t.ctx, nights)
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
