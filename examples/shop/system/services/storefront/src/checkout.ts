import type { Cart } from "./sessions.js";

export interface Order {
  id: string;
  status: "paid" | "pending";
}

const checkout = process.env.CHECKOUT_URL ?? "http://localhost:8000";

export async function placeOrder(session: string, cart: Cart): Promise<Order> {
  const answer = await fetch(`${checkout}/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ session, lines: cart }),
    signal: AbortSignal.timeout(3000),
  });
  if (!answer.ok) throw new Error(`checkout answered ${answer.status}`);
  return (await answer.json()) as Order;
}
