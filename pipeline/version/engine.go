package version

import (
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
)

// DuckDB is the version of the database engine that the program was built with,
// "unknown" where the program does not know what it was built with.
func DuckDB() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if strings.HasSuffix(module.Path, "duckdb-go/v2") {
			return engineOf(module.Version)
		}
	}
	return "unknown"
}

// engineOf reads the engine's version out of its driver's: v2.10505.0 is the
// driver for 1.5.5.
func engineOf(driver string) string {
	parts := strings.Split(driver, ".")
	if len(parts) < 2 {
		return driver
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n < 10000 {
		return driver
	}
	return fmt.Sprintf("%d.%d.%d", n/10000, n/100%100, n%100)
}
