// Command peer runs the script that empanel is measured against, with the
// version of DuckDB that empanel is built with and DuckDB's own settings: all
// processors, and as much memory as it likes.
//
//	peer SCRIPT CLAIMS OUT
//
// It makes OUT/peer.duckdb and prints what the script's last statement gives,
// as JSON. It is no part of the program empanel.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver "duckdb"
)

// counted is what the script found.
type counted struct {
	People int64  `json:"people"`
	Panels int64  `json:"panels"`
	Engine string `json:"engine"`
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: peer SCRIPT CLAIMS OUT")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, scriptFile, claims, out string) (err error) {
	script, err := os.ReadFile(scriptFile)
	if err != nil {
		return err
	}
	if strings.ContainsRune(claims+out, '\'') {
		return errors.New("the folders must not have a quote in their names")
	}
	db, err := sql.Open("duckdb", filepath.Join(out, "peer.duckdb"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)

	text := strings.NewReplacer("@CLAIMS@", claims, "@OUT@", out).Replace(string(script))
	var c counted
	if err := db.QueryRowContext(ctx, text).Scan(&c.People, &c.Panels, &c.Engine); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(c)
}
