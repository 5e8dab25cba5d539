package main

import (
	"context"
	"database/sql"

	"github.com/lib/pq"
)

// Stock is what is left of each tea.
type Stock struct{ db *sql.DB }

// Delivery is what a supplier brought, by SKU.
type Delivery map[string]int

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

// Receive books a delivery as a whole, or not at all.
func (s *Stock) Receive(ctx context.Context, delivery Delivery) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	const book = `INSERT INTO stock (sku, available) VALUES ($1, $2)
		ON CONFLICT (sku) DO UPDATE SET available = stock.available + excluded.available`
	for sku, count := range delivery {
		if _, err := tx.ExecContext(ctx, book, sku, count); err != nil {
			return err
		}
	}
	return tx.Commit()
}
