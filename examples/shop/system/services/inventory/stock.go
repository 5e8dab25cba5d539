package main

import (
	"context"
	"database/sql"

	"github.com/lib/pq"
)

// Stock is what is left of each tea.
type Stock struct{ db *sql.DB }

// Available returns what is left of each SKU that is asked for; unknown ones are left out.
func (s *Stock) Available(ctx context.Context, skus []string) (map[string]int, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT sku, available FROM stock WHERE sku = ANY($1)", pq.Array(skus))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	available := map[string]int{}
	for rows.Next() {
		var sku string
		var count int
		if err := rows.Scan(&sku, &count); err != nil {
			return nil, err
		}
		available[sku] = count
	}
	return available, rows.Err()
}
