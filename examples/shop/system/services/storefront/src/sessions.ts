import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import { createClient } from "redis";

export type Cart = Record<string, number>;

const sessions = createClient({ url: process.env.SESSIONS_URL ?? "redis://localhost:6379/0" });
sessions.on("error", (error: Error) => {
  console.error(JSON.stringify({ level: "error", event: "sessions_unavailable", message: error.message }));
});
await sessions.connect();

export function sessionOf(request: Request, response: Response): string {
  const known = /(?:^|; )session=([0-9a-f-]{36})/.exec(request.headers.cookie ?? "")?.[1];
  if (known) return known;
  const fresh = randomUUID();
  response.cookie("session", fresh, { httpOnly: true, sameSite: "lax" });
  return fresh;
}

export async function cartOf(session: string): Promise<Cart> {
  const stored = await sessions.hGetAll(`cart:${session}`);
  return Object.fromEntries(Object.entries(stored).map(([sku, count]) => [sku, Number(count)]));
}

export async function addToCart(session: string, sku: string): Promise<void> {
  await sessions.multi().hIncrBy(`cart:${session}`, sku, 1).expire(`cart:${session}`, 86400).exec();
}
