import type { Cart } from "./sessions.js";

export interface Tea {
  sku: string;
  name: string;
  cents: number;
}

export const catalogue: Tea[] = [
  { sku: "assam", name: "Assam, second flush", cents: 1290 },
  { sku: "sencha", name: "Sencha from Uji", cents: 1890 },
  { sku: "rooibos", name: "Rooibos with orange", cents: 890 },
];

export function page(stock: Map<string, number>, cart: Cart): string {
  const rows = catalogue.map((tea) => {
    const left = stock.get(tea.sku) ?? 0;
    const buy = left > 0 ? `<button name="sku" value="${tea.sku}">Add to cart</button>` : "sold out";
    return `<tr><td>${tea.name}</td><td>${(tea.cents / 100).toFixed(2)}</td><td>${buy}</td></tr>`;
  });
  const count = Object.values(cart).reduce((sum, n) => sum + n, 0);
  return `<!doctype html><html lang="en"><title>Kettle</title><h1>Kettle</h1>
<form method="post" action="/cart"><table>${rows.join("")}</table></form>
<form method="post" action="/orders"><button>Order ${count} items</button></form></html>`;
}
