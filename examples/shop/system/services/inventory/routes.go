package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
)

func routes(stock *Stock) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthy)
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
	return mux
}
