package main

import (
	"os"
	"os/user"
	"strings"
)

// asker is who runs a command.
type asker struct {
	user  string // the account that it runs as
	login string // the account that logged in, where it is another
}

// whoAsks says who runs this command. Who logged in is what the kernel says, which
// neither sudo nor su changes, and where it does not say, what sudo says; a service
// that nobody logged in for has none.
func whoAsks() asker {
	a := asker{user: "unknown"}
	if account, err := user.Current(); err == nil {
		a.user = account.Username
	}
	if a.login = loginAccount(loginUIDFile); a.login == "" {
		a.login = os.Getenv("SUDO_USER")
	}
	if a.login == a.user {
		a.login = ""
	}
	return a
}

const (
	// loginUIDFile is where Linux says who logged in.
	loginUIDFile = "/proc/self/loginuid"
	// nobodyLoggedIn is what it says of a service.
	nobodyLoggedIn = "4294967295"
)

// loginAccount names the account whose number stands in a file; empty where there
// is none.
func loginAccount(path string) string {
	text, err := os.ReadFile(path)
	number := strings.TrimSpace(string(text))
	if err != nil || number == "" || number == nobodyLoggedIn {
		return ""
	}
	if account, err := user.LookupId(number); err == nil {
		return account.Username
	}
	return "account " + number
}
