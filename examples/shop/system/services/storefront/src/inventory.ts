const inventory = process.env.INVENTORY_ADDR ?? "localhost:7000";

export async function stockOf(skus: string[]): Promise<Map<string, number>> {
  const answer = await fetch(`http://${inventory}/stock?sku=${skus.join("&sku=")}`, {
    signal: AbortSignal.timeout(500),
  });
  if (!answer.ok) throw new Error(`inventory answered ${answer.status}`);
  return new Map(Object.entries((await answer.json()) as Record<string, number>));
}
