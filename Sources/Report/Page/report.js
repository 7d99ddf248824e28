"use strict";
// Without this script every row is there, in the order of the run. With it, tables can be sorted, and long ones are
// filtered and shown a page at a time. `#failures?q=timeout&sort=3&desc` opens a report that way.
const perPage = 200;

function arrange(table) {
  const body = table.tBodies[0];
  const all = Array.from(body.rows, (row) => ({ row, text: row.textContent.toLowerCase(), place: row.sectionRowIndex }));
  const tools = document.getElementById(table.id + "-tools");
  const filter = tools && tools.querySelector("input");
  const said = tools && tools.querySelector("[role=status]");
  const buttons = tools ? tools.querySelectorAll(".pages button") : [];
  let shown = all;
  let page = 0;
  let whole = false;

  function draw() {
    const pages = Math.max(1, Math.ceil(shown.length / perPage));
    page = Math.min(page, pages - 1);
    const rows = whole ? shown : shown.slice(page * perPage, (page + 1) * perPage);
    body.replaceChildren(...rows.map((entry) => entry.row));
    if (!said) return;
    const first = shown.length ? page * perPage + 1 : 0;
    const range = pages > 1 ? ", showing " + first + " to " + Math.min(shown.length, first + perPage - 1) : "";
    said.textContent = shown.length + " of " + all.length + range;
    buttons.forEach((button) => { button.hidden = pages === 1; });
    if (buttons.length) { buttons[0].disabled = page === 0; buttons[1].disabled = page === pages - 1; }
  }

  function choose() {
    const words = filter ? filter.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    shown = all.filter((entry) => words.every((word) => entry.text.includes(word)));
    page = 0;
    draw();
  }

  function sort(column, descending) {
    const number = table.tHead.rows[0].cells[column].classList.contains("number");
    const key = (entry) => {
      const text = entry.row.cells[column].textContent;
      return number ? (text === "" ? -1 : Number(text.replaceAll(",", ""))) : text;
    };
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const keys = new Map(all.map((entry) => [entry, key(entry)]));
    all.sort((a, b) => (descending ? -1 : 1) * order(keys.get(a), keys.get(b)) || a.place - b.place);
    Array.from(table.tHead.rows[0].cells).forEach((cell, index) => {
      if (index === column) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
    choose();
  }

  Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
    if (cell.classList.contains("bar")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.addEventListener("click", () => sort(column, cell.getAttribute("aria-sort") === "ascending"));
    cell.replaceChildren(button);
  });
  if (filter) {
    filter.addEventListener("input", choose);
    tools.hidden = false;
  }
  if (buttons.length) {
    buttons[0].addEventListener("click", () => { page -= 1; draw(); });
    buttons[1].addEventListener("click", () => { page += 1; draw(); });
  }
  // On paper nobody turns the pages of a table: the failures are printed in full, of other tables the first page.
  addEventListener("beforeprint", () => { whole = table.id === "failures"; draw(); });
  addEventListener("afterprint", () => { whole = false; draw(); });

  function follow() {
    const [id, rest] = location.hash.slice(1).split("?");
    if (id !== table.id || rest === undefined) return;
    const wanted = new URLSearchParams(rest);
    if (filter) filter.value = wanted.get("q") || "";
    if (wanted.has("sort")) sort(Number(wanted.get("sort")), wanted.has("desc"));
    else choose();
    (tools || table).scrollIntoView();
  }
  addEventListener("hashchange", follow);
  draw();
  follow();
}

document.querySelectorAll("table.sorted").forEach(arrange);
