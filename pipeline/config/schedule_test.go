package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const twoJobs = `[schedule]
catch_up = "all"

[[schedule.job]]
name = "run"
at = "02:30"
do = ["run"]

[[schedule.job]]
name = "check"
at = "0 6 * * sun"
do = ["verify"]

[[schedule.expect]]
channel = "drbill"
weekdays = ["mon"]
`

func TestJobsReplaceTheDefaultOne(t *testing.T) {
	got, err := decode("empanel.toml", []byte(twoJobs))
	if err != nil {
		t.Fatal(err)
	}
	want := defaultSchedule()
	want.CatchUp = CatchUpAll
	want.Jobs = []Job{{Name: "run", At: "02:30", Do: []string{"run"}}, {Name: "check", At: "0 6 * * sun", Do: []string{"verify"}}}
	want.Expect = []Expected{{Channel: "drbill", Weekdays: []string{"mon"}}}
	if diff := cmp.Diff(want, got.Schedule); diff != "" {
		t.Error(diff)
	}
	// A job that names nothing takes nothing from the default one.
	if _, err := decode("empanel.toml", []byte("[[schedule.job]]\nname = \"x\"\n")); err == nil ||
		!strings.Contains(err.Error(), "schedule.job.at: is empty") || !strings.Contains(err.Error(), "schedule.job.do: must be") {
		t.Errorf("got %v", err)
	}
	if got, err := decode("empanel.toml", []byte("[schedule]\ngrace_minutes = 5\n")); err != nil || len(got.Schedule.Jobs) != 1 {
		t.Errorf("without a job: %v, %v", got.Schedule.Jobs, err)
	}
}

func TestExpectedOnWeekdays(t *testing.T) {
	e := Expected{Weekdays: []string{"mon", "sat"}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if e.On(day) != (day == time.Monday || day == time.Saturday) {
			t.Errorf("%s: %v", day, e.On(day))
		}
	}
}

func TestErrorsOfTheScheduleNameTheirTable(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`catch_up = "all"`, `catch_up = "some"`, `empanel.toml:2:1: schedule.catch_up: must be "once", "all" or "none"`},
		{`catch_up = "all"`, `grace_minutes = 0`, `empanel.toml:2:1: schedule.grace_minutes: must be a number of minutes from 1`},
		{`catch_up = "all"`, `pause_seconds = -1`, `empanel.toml:2:1: schedule.pause_seconds: must be`},
		{`catch_up = "all"`, `stop_seconds = 0`, `empanel.toml:2:1: schedule.stop_seconds: must be`},
		{`catch_up = "all"`, `catchup = "all"`, `empanel.toml:2:1: schedule.catchup: is not a known key; did you mean schedule.catch_up?`},
		{`at = "0 6 * * sun"`, `at = "25:00"`, `empanel.toml:11:1: schedule.job.at: "25:00" is no time of the day`},
		{`at = "0 6 * * sun"`, `when = "06:00"`, `empanel.toml:11:1: schedule.job.when: is not a known key`},
		{`at = "0 6 * * sun"`, ``, `empanel.toml:9:1: schedule.job.at: is empty; write a time of every day`},
		{`at = "0 6 * * sun"`, `at = 6`, `empanel.toml:11:6: schedule.job.at: takes a text in quotes`},
		{`name = "check"`, `name = "run"`, `empanel.toml:10:1: schedule.job.name: "run" is the name of an earlier job`},
		{`name = "check"`, `name = "Check it"`, `empanel.toml:10:1: schedule.job.name: must be a word`},
		{`do = ["verify"]`, `do = []`, `empanel.toml:12:1: schedule.job.do: must be a command of empanel`},
		{`do = ["verify"]`, `do = "verify"`, `schedule.job.do: takes a list of texts`},
		{`do = ["verify"]`, `do = ["schedule"]`, `empanel.toml:12:1: schedule.job.do: must not be schedule`},
		{`do = ["verify"]`, `do = ["verify", "-w", "other"]`, `empanel.toml:12:1: schedule.job.do: takes no workspace`},
		{`channel = "drbill"`, `channel = "fax"`, `empanel.toml:15:1: schedule.expect.channel: must be the name of a folder of the inbox`},
		{`weekdays = ["mon"]`, `weekdays = ["monday"]`, `empanel.toml:16:1: schedule.expect.weekdays: "monday" is no day`},
		{`weekdays = ["mon"]`, ``, `empanel.toml:14:1: schedule.expect.weekdays: must name the days`},
		{`weekdays = ["mon"]`, "weekdays = [\"mon\"]\nuntil = \"late\"", `empanel.toml:17:1: schedule.expect.until: "late" is no time of the day`},
	} {
		text := strings.Replace(twoJobs, c.old, c.new, 1)
		_, err := decode("empanel.toml", []byte(text))
		if wrong := (*Error)(nil); !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s gave\n %v\nwant\n %s", c.new, err, c.want)
		}
	}
}
