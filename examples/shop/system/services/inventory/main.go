// Inventory knows what is in stock, and takes in what suppliers deliver.
package main

import (
	"database/sql"
	"encoding/json"
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
	stock := &Stock{db}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	mux.HandleFunc("GET /stock", func(w http.ResponseWriter, r *http.Request) {
		available, err := stock.Available(r.Context(), r.URL.Query()["sku"])
		if err != nil {
			slog.Error("stock unavailable", "error", err)
			http.Error(w, "stock unavailable", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(available)
	})
	mux.HandleFunc("POST /deliveries", func(w http.ResponseWriter, r *http.Request) {
		var delivery Delivery
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&delivery); err != nil {
			http.Error(w, "not a delivery", http.StatusBadRequest)
			return
		}
		if err := stock.Receive(r.Context(), delivery); err != nil {
			slog.Error("delivery not booked", "error", err)
			http.Error(w, "delivery not booked", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})

	server := &http.Server{Addr: ":" + os.Getenv("PORT"), Handler: mux, ReadHeaderTimeout: 2 * time.Second}
	slog.Info("listening", "addr", server.Addr)
	slog.Error("stopped", "error", server.ListenAndServe())
}
