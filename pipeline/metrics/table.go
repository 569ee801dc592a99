package metrics

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metric is one metric, and how its samples are made of the facts. Everything
// here is a gauge: a run is over when it is told of, and nothing is counted from
// the start of a process.
type metric struct {
	name    string
	help    string
	labels  []string
	samples func(f Facts, add func(value float64, labels ...string))
}

// table lists every metric.
func table() []metric {
	return slices.Concat(ofProgram(), ofRun(), ofRegistry(), ofDisk())
}

func ofProgram() []metric {
	return []metric{
		{
			"empanel_build_info", "Always 1; which program this is, and which policy it judges by.",
			[]string{"version", "go_version", "duckdb_version", "policy_version"},
			func(f Facts, add func(float64, ...string)) {
				add(1, f.Build.Version, f.Build.Go, f.Build.DuckDB, f.Build.Policy)
			},
		},
		{
			"empanel_last_success_timestamp_seconds", "When the newest run that is done ended.", nil,
			func(f Facts, add func(float64, ...string)) { addTime(add, f.LastSuccess) },
		},
		{
			"empanel_nights", "Planned nights in the record of nights, by what became of them.",
			[]string{"outcome"},
			func(f Facts, add func(float64, ...string)) { addMap(add, f.Nights) },
		},
		{
			"empanel_notifications_unsent", "Notifications that could not be sent yet.", nil,
			func(f Facts, add func(float64, ...string)) { add(float64(f.Unsent)) },
		},
	}
}

func ofRun() []metric {
	run := func(take func(r *Run, add func(float64, ...string))) func(Facts, func(float64, ...string)) {
		return func(f Facts, add func(float64, ...string)) {
			if f.Run != nil {
				take(f.Run, add)
			}
		}
	}
	return []metric{
		{"empanel_run_start_timestamp_seconds", "When the newest run began.", nil, run(func(r *Run, add func(float64, ...string)) { addTime(add, r.Started) })},
		{"empanel_run_end_timestamp_seconds", "When the newest run ended.", nil, run(func(r *Run, add func(float64, ...string)) { addTime(add, r.Ended) })},
		{"empanel_run_duration_seconds", "How long the newest run took.", nil, run(func(r *Run, add func(float64, ...string)) { add(r.Ended.Sub(r.Started).Seconds()) })},
		{"empanel_run_exit_code", "The exit code of the newest run: 0 done, 3 done and something needs a person, others not done.", nil, run(func(r *Run, add func(float64, ...string)) { add(float64(r.ExitCode)) })},
		{"empanel_run_outcome", "1 for what the newest run came to, 0 for everything else.", []string{"outcome"}, run(func(r *Run, add func(float64, ...string)) {
			for outcome, codes := range outcomes() {
				add(boolean(slices.Contains(codes, r.ExitCode)), outcome)
			}
		})},
		{"empanel_run_stage_duration_seconds", "How long each stage of the newest run took; a stage that comes more than once counts together.", []string{"stage"}, run(func(r *Run, add func(float64, ...string)) {
			took := map[string]float64{}
			for _, s := range r.Stages {
				took[s.Name] += s.Seconds
			}
			for name, seconds := range took {
				add(seconds, name)
			}
		})},
		{"empanel_run_lines", "Lines of evidence in the newest run, by outcome; absent where it did not get so far.", []string{"outcome"}, run(func(r *Run, add func(float64, ...string)) { addMap(add, r.Lines) })},
		{"empanel_run_quarantine_ratio", "Share of the newest run's lines that are in quarantine, from 0 to 1; absent where it had no lines.", nil, run(func(r *Run, add func(float64, ...string)) {
			var all int64
			for _, n := range r.Lines {
				all += n
			}
			if all > 0 {
				add(float64(r.Lines["quarantined"]) / float64(all))
			}
		})},
		{"empanel_run_files", "Files of the newest run by channel and state: accepted, refused, duplicate, left in the inbox.", []string{"channel", "state"}, run(func(r *Run, add func(float64, ...string)) {
			for _, c := range r.Files {
				add(float64(c.Files), c.Channel, c.State)
			}
		})},
		{"empanel_run_checks", "Blocking checks that the newest run made, by result.", []string{"result"}, run(func(r *Run, add func(float64, ...string)) {
			add(float64(r.Checks-r.Failed), "passed")
			add(float64(r.Failed), "failed")
		})},
		{"empanel_run_needs", "Things that the newest run found to need a person.", nil, run(func(r *Run, add func(float64, ...string)) { add(float64(r.Needs)) })},
	}
}

func ofRegistry() []metric {
	standing := func(take func(s *Standing) int64) func(Facts, func(float64, ...string)) {
		return func(f Facts, add func(float64, ...string)) {
			if f.Standing != nil {
				add(float64(take(f.Standing)))
			}
		}
	}
	return []metric{
		{"empanel_attached_people", "People who are attached to a provider.", nil, standing(func(s *Standing) int64 { return s.Attached })},
		{"empanel_pending_claims", "Claims that wait, as panels count them.", nil, standing(func(s *Standing) int64 { return s.Pending })},
		{"empanel_quarantine_lines", "Lines that wait in quarantine, of all runs.", nil, standing(func(s *Standing) int64 { return s.Quarantine })},
		{"empanel_waiting_people", "People on the list who have no proposal, no offer and no transfer that covers them.", nil, standing(func(s *Standing) int64 { return s.Waiting })},
		{"empanel_panels", "Panels, a provider at a facility, with anybody on them.", nil, standing(func(s *Standing) int64 { return s.Panels })},
		{"empanel_conflicts", "Conflicts between two providers over one person, as the registry lists them.", nil, standing(func(s *Standing) int64 { return s.Conflicts })},
		{"empanel_held_files", "Files, and removals of everyone, that the guard holds.", nil, standing(func(s *Standing) int64 { return s.Held })},
		{
			"empanel_transfers", "Transfers of panels, by state; overdue ones need somebody.",
			[]string{"state"},
			func(f Facts, add func(float64, ...string)) {
				if f.Standing != nil {
					addMap(add, f.Standing.Transfers)
				}
			},
		},
	}
}

func ofDisk() []metric {
	return []metric{
		{
			"empanel_inbox_files", "Files that wait in the inbox for the next run.",
			[]string{"channel"},
			func(f Facts, add func(float64, ...string)) {
				for channel, n := range f.Inbox {
					add(float64(n), channel)
				}
			},
		},
		{
			"empanel_workspace_bytes", "Size on disk of parts of the workspace: registry, ledger, snapshots.",
			[]string{"part"},
			func(f Facts, add func(float64, ...string)) { addMap(add, f.Bytes) },
		},
		{
			"empanel_disk_free_bytes", "Bytes that this account may still write to the disk of a folder.",
			[]string{"folder"},
			func(f Facts, add func(float64, ...string)) { addMap(add, f.Free) },
		},
	}
}

func addTime(add func(float64, ...string), at time.Time) {
	if !at.IsZero() {
		add(float64(at.UnixMilli()) / 1000)
	}
}

func addMap(add func(float64, ...string), counts map[string]int64) {
	for label, n := range counts {
		add(float64(n), label)
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// description is the metric for the library.
func (m metric) description() *prometheus.Desc {
	return prometheus.NewDesc(m.name, m.help, m.labels, nil)
}
