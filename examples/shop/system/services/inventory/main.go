// Inventory knows what is in stock, and takes in what suppliers deliver.
package main

import (
	"database/sql"
	"log/slog"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"
)

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		slog.Error("no database", "error", err)
		os.Exit(1)
	}
	db.SetMaxOpenConns(10)
	server := &http.Server{
		Addr:              ":" + os.Getenv("PORT"),
		Handler:           routes(&Stock{db}),
		ReadHeaderTimeout: 2 * time.Second,
	}
	slog.Info("listening", "addr", server.Addr)
	slog.Error("stopped", "error", server.ListenAndServe())
}
