"use strict";
// Search, keys and folding. Without it everything can be read all the same.
(() => {
  const one = (what, where = document) => where.querySelector(what);
  const all = (what) => Array.from(document.querySelectorAll(what));
  const box = one("#search"), hits = one("[data-hits]"), list = one("[data-hit-list]"), count = one("#search-count");
  const help = one("[data-help-box]"), main = one("#main");
  const MOST = 40;
  let entries = null;

  all("[data-scripted]").forEach((tools) => { tools.hidden = false; });

  const find = (text) => {
    entries ??= all("[data-find]").map((at) => ({
      said: at.dataset.find, low: at.dataset.find.toLowerCase(), to: at.dataset.to ?? "#" + at.id,
    }));
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length ? entries.filter((e) => words.every((word) => e.low.includes(word))) : [];
  };

  const show = () => {
    const found = find(box.value);
    const elsewhere = main.dataset.searchPage;
    hits.hidden = !box.value.trim();
    count.textContent = found.length === 0 ? "Nothing is called so" + (elsewhere ? " on this page" : "")
      : found.length > MOST ? `The first ${MOST} of ${found.length}` : `${found.length} found`;
    list.replaceChildren(...found.slice(0, MOST).map((entry) => link(entry.to, entry.said)));
    if (elsewhere && box.value.trim() && !location.pathname.endsWith("/search.html")) {
      list.append(link(`${elsewhere}#q=${encodeURIComponent(box.value)}`, "Search the whole report"));
    }
  };

  const link = (to, said) => {
    const item = document.createElement("li"), anchor = document.createElement("a");
    anchor.href = to;
    anchor.textContent = said;
    item.append(anchor);
    return item;
  };

  const close = () => { hits.hidden = true; };

  const open = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted.startsWith("q=")) {
      box.value = wanted.slice(2);
      show();
      one("a", list)?.focus();
      return;
    }
    const at = wanted && document.getElementById(wanted);
    if (!at) return;
    for (let up = at; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    at.scrollIntoView();
  };

  const step = (by) => {
    const items = all("[data-item]").filter((item) => item.getClientRects().length);
    if (!items.length) return;
    const now = items.findIndex((item) => item.contains(document.activeElement));
    const from = now >= 0 ? now : items.findIndex((item) => item.getBoundingClientRect().top > 60) - (by > 0 ? 1 : 0);
    const next = items[Math.min(items.length - 1, Math.max(0, from + by))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  box.addEventListener("input", show);
  box.addEventListener("focus", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = one("a", list);
      if (!first) return;
      event.preventDefault();
      if (event.key === "Enter") first.click(); else first.focus();
    }
  });
  list.addEventListener("click", (event) => { if (event.target.closest("a")) { close(); setTimeout(open); } });
  document.addEventListener("click", (event) => { if (!event.target.closest(".tools")) close(); });
  one("[data-help]").addEventListener("click", () => help.showModal());
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    all("details:not(.decision details)").forEach((fold) => { if (!fold.open) { fold.open = true; fold.dataset.opened = ""; } });
  });
  addEventListener("afterprint", () => {
    all("details[data-opened]").forEach((fold) => { fold.open = false; delete fold.dataset.opened; });
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !hits.hidden) { close(); box.value = ""; box.focus(); return; }
    if (help.open || event.target.matches("input, textarea, select")) return;
    const act = {
      "/": () => box.focus(), "?": () => help.showModal(), j: () => step(1), k: () => step(-1),
      Enter: () => event.target.matches("[data-item]") && one("summary, a", event.target)?.click(),
    }[event.key];
    if (!act) return;
    if (event.key !== "Enter" || event.target.matches("[data-item]")) event.preventDefault();
    act();
  });
  open();
})();
