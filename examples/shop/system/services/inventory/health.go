package main

import "net/http"

// healthy says that the process answers; whether the database does shows in /stock.
func healthy(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok"))
}
