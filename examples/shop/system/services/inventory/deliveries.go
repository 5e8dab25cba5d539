package main

import "context"

// Delivery is what a supplier brought, by SKU.
type Delivery map[string]int

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
