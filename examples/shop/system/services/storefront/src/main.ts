import express, { type NextFunction, type Request, type Response } from "express";
import { placeOrder } from "./checkout.js";
import { stockOf } from "./inventory.js";
import { catalogue, page } from "./pages.js";
import { addToCart, cartOf, sessionOf } from "./sessions.js";

const app = express();
app.use(express.urlencoded({ extended: false }));

app.get("/healthz", (_request: Request, response: Response) => {
  response.send("ok");
});

app.get("/", async (request: Request, response: Response) => {
  const session = sessionOf(request, response);
  const stock = await stockOf(catalogue.map((tea) => tea.sku));
  response.send(page(stock, await cartOf(session)));
});

app.post("/cart", async (request: Request, response: Response) => {
  const sku = String(request.body?.sku ?? "");
  if (!catalogue.some((tea) => tea.sku === sku)) {
    response.status(404).send("We do not have that tea.");
    return;
  }
  await addToCart(sessionOf(request, response), sku);
  response.redirect(303, "/");
});

app.post("/orders", async (request: Request, response: Response) => {
  const session = sessionOf(request, response);
  const order = await placeOrder(session, await cartOf(session));
  response.status(order.status === "paid" ? 201 : 202).json(order);
});

app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  console.error(JSON.stringify({ level: "error", event: "request_failed", message: error.message }));
  response.status(503).send("The shop is busy; please try again in a minute.");
});

const port = Number(process.env.PORT ?? 8080);
app.listen(port, () => {
  console.log(JSON.stringify({ level: "info", event: "listening", port }));
});
