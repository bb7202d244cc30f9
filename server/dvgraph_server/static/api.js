// Shows the description of the service. It asks nothing but this service, and keeps nothing in the browser.

const place = document.getElementById("api");

// The operations alone: the page has its own heading, and a second <main> would confuse a screen reader.
function plain(system) {
  const element = system.React.createElement;

  function PlainLayout({ getComponent, specSelectors }) {
    const status = specSelectors.loadingStatus();
    if (status === "failed") return element("p", { className: "problem", role: "alert" }, "The description can't be read.");
    if (status !== "success") return element("p", { role: "status" }, "Reading the description ..");
    return element("div", { className: "swagger-ui" }, element(getComponent("SvgAssets")), element(getComponent("operations", true)));
  }

  // What scrolls can be reached with the keyboard.
  function reachable(Original) {
    return (props) => element("div", { className: "code-box", role: "group", "aria-label": "Text", tabIndex: 0 }, element(Original, props));
  }

  return { components: { PlainLayout }, wrapComponents: { SyntaxHighlighter: reachable } };
}

// Names what Swagger UI leaves without one.
function name() {
  for (const input of place.querySelectorAll("tr[data-param-name] :is(input, select, textarea):not([aria-label])")) {
    input.setAttribute("aria-label", input.closest("tr").dataset.paramName);
  }
  for (const table of place.querySelectorAll("table[role=region]:not([aria-label])")) {
    const operation = table.closest(".opblock")?.querySelector(".opblock-summary-path")?.textContent;
    table.setAttribute("aria-label", `Responses of ${operation ?? "the operation"}`);
  }
}

// Asked for any format, the service gives people's pages; here data is wanted.
function wantData(request) {
  for (const header of Object.keys(request.headers ?? {})) {
    if (header.toLowerCase() === "accept" && request.headers[header] === "*/*") request.headers[header] = "application/json, */*;q=0.1";
  }
  return request;
}

new MutationObserver(name).observe(place, { childList: true, subtree: true });
SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [plain],
  layout: "PlainLayout",
  validatorUrl: null,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 3,
  syntaxHighlight: { activated: false },
  persistAuthorization: false,
  queryConfigEnabled: false,
  supportedSubmitMethods: ["get"],
  tryItOutEnabled: true,
  requestInterceptor: wantData,
});
