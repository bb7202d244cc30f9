// Shows the answer of a query on the page. Without this script the form is sent as usual.

const form = document.getElementById("sparql-form");
const result = document.getElementById("sparql-result");
const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

function row(cells, name) {
  const made = element("tr");
  for (const text of cells) {
    const cell = element(name, text);
    if (name === "th") cell.scope = "col";
    made.append(cell);
  }
  return made;
}

function table(answer) {
  const names = answer.head.vars;
  const found = answer.results.bindings;
  const made = element("table");
  made.append(element("caption", `${found.length} ${found.length === 1 ? "row" : "rows"}`));
  const head = element("thead");
  head.append(row(names, "th"));
  const body = element("tbody");
  for (const one of found) body.append(row(names.map((name) => one[name]?.value ?? ""), "td"));
  made.append(head, body);
  const box = element("div");
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Answer");
  box.append(made);
  return box;
}

async function read(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/problem+json")) {
    const problem = await response.json();
    const made = element("p", `${problem.title}. ${problem.detail}`);
    made.className = "problem";
    return made;
  }
  if (type.startsWith("application/sparql-results+json")) {
    const answer = await response.json();
    return "boolean" in answer ? element("p", answer.boolean ? "Yes." : "No.") : table(answer);
  }
  return element("pre", await response.text());
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  result.replaceChildren(element("p", "Asking .."));
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: ACCEPT } });
    result.replaceChildren(element("h2", "Answer"), await read(response));
  } catch (error) {
    result.replaceChildren(element("p", "The service does not answer."));
  }
});
