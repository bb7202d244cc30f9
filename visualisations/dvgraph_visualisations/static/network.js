// The picture of a network: drawn on vis-network's canvas from shapes that the page holds as JSON.
// vis-network finds and moves what is on the canvas; shapes, lines and texts are drawn as the SVG of the same page has them.
"use strict";

(() => {
  const FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif";
  const LINE_HEIGHT = 16;
  const READABLE = 0.75;
  const ZOOMS = [0.3, 0.4, 0.5, 0.6, 0.75, 1, 1.25, 1.6, 2];

  /** One figure of the page. */
  class Picture {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(root.querySelector(".dv-data").textContent);
      this.stage = root.querySelector(".dv-stage");
      this.canvas = root.querySelector(".dv-canvas");
      this.details = root.querySelector(".dv-details");
      this.status = root.querySelector("[data-dv-status]");
      this.nodes = new Map(this.data.nodes.map((node) => [node.id, { ...node, outline: new Path2D(node.path) }]));
      this.edges = this.data.edges.map((edge) => ({
        ...edge,
        line: new Path2D(edge.path),
        arrow: new Path2D(edge.head),
      }));
      this.hidden = new Set();
      this.chosen = null;
      this.near = null;
      this.zoom = 1;
    }

    start() {
      this.readColours();
      this.root.classList.add("dv-drawn");
      for (const part of this.root.querySelectorAll(".dv-controls, .dv-hint, .dv-canvas")) part.hidden = false;
      this.stage.setAttribute("role", "application");
      this.stage.setAttribute("aria-describedby", "dv-figure-hint");
      this.makeNetwork();
      this.listen();
      this.setZoom(Math.max(this.fittingZoom(), READABLE));
    }

    makeNetwork() {
      const nodes = [...this.nodes.values()].map((node) => ({
        id: node.id,
        x: node.box[0],
        y: node.box[1],
        label: node.name,
        title: `${node.heading}: ${node.label}`,
        ctxRenderer: ({ ctx }) => ({
          drawNode: () => this.drawNode(ctx, node),
          nodeDimensions: { width: node.box[2], height: node.box[3] },
        }),
      }));
      const edges = this.edges.map((edge, id) => ({ id, from: edge.from, to: edge.to }));
      this.set = new vis.DataSet(nodes);
      this.network = new vis.Network(this.canvas, { nodes: this.set, edges: new vis.DataSet(edges) }, {
        autoResize: false,
        physics: false,
        layout: { improvedLayout: false },
        nodes: { shape: "custom", fixed: true },
        edges: { hidden: true, smooth: false },
        interaction: {
          dragNodes: false,
          dragView: false,
          hover: false,
          selectConnectedEdges: false,
          tooltipDelay: 400,
          zoomView: false,
        },
      });
      this.network.on("beforeDrawing", (ctx) => this.drawEdges(ctx));
      this.network.on("click", ({ nodes: [id] }) => this.choose(id ?? null));
      this.network.on("doubleClick", ({ nodes: [id] }) => this.open(id));
    }

    // Drawing

    readColours() {
      const style = getComputedStyle(this.stage);
      this.colour = (name) => style.getPropertyValue(`--dv-${name}`).trim();
    }

    drawEdges(ctx) {
      ctx.save();
      this.edges.forEach((edge, at) => {
        if (!this.isShown(edge)) return;
        const part = this.near === null || this.near.edges.has(at);
        const colour = this.colour(edge.tone);
        ctx.globalAlpha = part ? 1 : 0.2;
        ctx.strokeStyle = colour;
        ctx.fillStyle = colour;
        ctx.lineWidth = this.near !== null && part ? 3 : 1.8;
        ctx.setLineDash(edge.status === "inferred" ? [6, 4] : []);
        ctx.stroke(edge.line);
        ctx.setLineDash([]);
        ctx.lineWidth = 1.5;
        if (edge.filled) ctx.fill(edge.arrow);
        ctx.stroke(edge.arrow);
      });
      this.edges.forEach((edge, at) => {
        if (this.isShown(edge) && edge.shown) this.drawWords(ctx, edge, this.near === null || this.near.edges.has(at));
      });
      ctx.restore();
    }

    drawWords(ctx, edge, part) {
      ctx.globalAlpha = part ? 1 : 0.35;
      ctx.font = `11.5px ${FONT}`;
      ctx.textAlign = edge.anchor;
      ctx.textBaseline = "alphabetic";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = this.colour("ground");
      ctx.fillStyle = this.colour("ink");
      ctx.strokeText(edge.shown, ...edge.at);
      ctx.fillText(edge.shown, ...edge.at);
    }

    drawNode(ctx, node) {
      const [x, y] = node.box;
      const chosen = this.chosen === node.id;
      ctx.globalAlpha = this.near === null || this.near.nodes.has(node.id) ? 1 : 0.6;
      ctx.fillStyle = this.colour(`${node.tint}-fill`);
      ctx.strokeStyle = this.colour(chosen ? "ink" : `${node.tint}-line`);
      ctx.lineWidth = node.focus || chosen ? 3.5 : 1.5;
      ctx.fill(node.outline);
      ctx.stroke(node.outline);
      ctx.fillStyle = this.colour("ink");
      ctx.textBaseline = "alphabetic";
      ctx.textAlign = "left";
      const top = y - (LINE_HEIGHT * (node.lines.length - 1)) / 2 + 4.5;
      node.lines.forEach((line, n) => this.drawText(ctx, line, n === 0 ? node.code : "", x, top + n * LINE_HEIGHT));
    }

    drawText(ctx, line, code, x, y) {
      const [bold, plain] = [`bold 13px ${FONT}`, `13px ${FONT}`];
      const rest = line.slice(code.length);
      ctx.font = bold;
      const first = ctx.measureText(code).width;
      ctx.font = plain;
      const left = x - (first + ctx.measureText(rest).width) / 2;
      ctx.fillText(rest, left + first, y);
      ctx.font = bold;
      ctx.fillText(code, left, y);
    }

    // What is shown

    isShown(edge) {
      return !this.hidden.has(edge.status) && [edge.from, edge.to].every((id) => this.isWanted(this.nodes.get(id)));
    }

    isWanted(node) {
      return node.focus || !this.hidden.has(`framework ${node.framework}`);
    }

    filter() {
      this.hidden.clear();
      for (const box of this.root.querySelectorAll(".dv-controls input:not(:checked)")) {
        this.hidden.add(box.dataset.status ?? `framework ${box.dataset.framework}`);
      }
      const shown = this.edges.filter((edge) => this.isShown(edge));
      const joined = new Set(shown.flatMap((edge) => [edge.from, edge.to]));
      const updates = [...this.nodes.values()].map((node) => ({ id: node.id, hidden: !node.focus && !joined.has(node.id) }));
      this.set.update(updates);
      for (const row of this.root.querySelectorAll("tr[data-edge]")) row.hidden = !this.isShown(this.edges[row.dataset.edge]);
      const items = updates.filter((update) => !update.hidden).length;
      if (this.chosen !== null && updates.some((update) => update.hidden && update.id === this.chosen)) this.choose(null);
      else this.findNear();
      this.root.dataset.items = items;
      this.say(`Shown: ${counted(items, "item")} and ${counted(shown.length, "link")}.`);
      this.network.redraw();
    }

    findNear() {
      if (this.chosen === null) {
        this.near = null;
        return;
      }
      const nodes = new Set([this.chosen]);
      const edges = new Set();
      const take = (at) => {
        edges.add(at);
        nodes.add(this.edges[at].from).add(this.edges[at].to);
      };
      this.edges.forEach((edge, at) => {
        if (this.isShown(edge) && (edge.from === this.chosen || edge.to === this.chosen)) take(at);
      });
      // The way from the chosen item to the middle of the picture.
      for (let here = this.nodes.get(this.chosen); here.under !== null; here = this.nodes.get(here.under)) {
        this.edges.forEach((edge, at) => {
          const ends = [edge.from, edge.to];
          if (this.isShown(edge) && ends.includes(here.id) && ends.includes(here.under)) take(at);
        });
      }
      this.near = { nodes, edges };
    }

    // Choosing an item

    choose(id) {
      this.chosen = id;
      this.findNear();
      this.describe();
      if (id !== null) this.show(this.nodes.get(id));
      this.network.redraw();
    }

    describe() {
      this.details.replaceChildren();
      this.details.hidden = this.chosen === null;
      if (this.chosen === null) return;
      const node = this.nodes.get(this.chosen);
      const links = this.edges.filter((e) => this.isShown(e) && (e.from === node.id || e.to === node.id));
      const name = element("strong", node.heading);
      const list = element("ul");
      for (const edge of links) {
        const [from, to] = [edge.from, edge.to].map((id) => this.nodes.get(id).name);
        list.append(element("li", `${from} ${edge.words} ${to} (${edge.status})`));
      }
      this.details.append(element("p", name, `: ${node.label}`), list, this.ways(node));
      this.say(`${node.heading}: ${node.label}. ${counted(links.length, "link")}.`);
    }

    ways(node) {
      const ways = element("p");
      ways.className = "dv-go";
      if (node.href) ways.append(anchor(`Open the page of ${node.name}`, node.href));
      const expanded = this.data.expanded.includes(node.curie);
      if (this.data.expand !== null && !node.focus) {
        const others = this.data.expanded.filter((curie) => curie !== node.curie);
        const query = new URLSearchParams((expanded ? others : [...others, node.curie]).map((curie) => ["expand", curie]));
        const text = expanded ? `Leave out the links of ${node.name}` : `Show all links of ${node.name} here`;
        ways.append(anchor(text, `${this.data.expand}?${query}#dv-figure-caption`));
      }
      return ways;
    }

    open(id) {
      const node = this.nodes.get(id);
      if (node?.href) window.location.assign(node.href);
    }

    say(text) {
      this.status.textContent = text;
    }

    // Size and place

    fittingZoom() {
      return Math.min(1, (this.stage.clientWidth - 2) / this.data.frame[2]);
    }

    setZoom(zoom) {
      const [left, top, width, height] = this.data.frame;
      this.zoom = zoom;
      const [w, h] = [Math.ceil(width * zoom), Math.ceil(height * zoom)];
      this.canvas.style.width = `${w}px`;
      this.canvas.style.height = `${h}px`;
      this.network.setSize(`${w}px`, `${h}px`);
      this.network.moveTo({ position: { x: left + width / 2, y: top + height / 2 }, scale: zoom });
      this.network.redraw();
      this.root.dataset.items ??= this.nodes.size;
    }

    /** Scrolls the stage, never the page, so that an item is seen. */
    show(node) {
      const [left, top] = this.data.frame;
      const [x, y] = [(node.box[0] - left) * this.zoom, (node.box[1] - top) * this.zoom];
      const [w, h] = [(node.box[2] * this.zoom) / 2 + 20, (node.box[3] * this.zoom) / 2 + 20];
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.stage;
      if (x - w < scrollLeft || x + w > scrollLeft + clientWidth) this.stage.scrollLeft = x - clientWidth / 2;
      if (y - h < scrollTop || y + h > scrollTop + clientHeight) this.stage.scrollTop = y - clientHeight / 2;
    }

    // Input

    listen() {
      const schemes = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];
      for (const scheme of schemes) {
        scheme.addEventListener("change", () => {
          this.readColours();
          this.network.redraw();
        });
      }
      this.root.querySelector(".dv-controls").addEventListener("change", () => this.filter());
      for (const button of this.root.querySelectorAll("[data-zoom]")) {
        button.addEventListener("click", () => this.turn(button.dataset.zoom));
      }
      this.stage.addEventListener("keydown", (event) => this.key(event));
    }

    turn(way) {
      const next = {
        in: ZOOMS.find((zoom) => zoom > this.zoom + 0.01),
        out: ZOOMS.findLast((zoom) => zoom < this.zoom - 0.01),
        fit: this.fittingZoom(),
      }[way];
      if (next !== undefined) this.setZoom(next);
      this.show(this.nodes.get(this.chosen ?? this.data.focus));
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      if (event.key in ways) this.choose(this.neighbour(ways[event.key]));
      else if (event.key === "Home") this.choose(this.data.focus);
      else if (event.key === "Enter" && this.chosen !== null) this.open(this.chosen);
      else if (event.key === "Escape" && this.chosen !== null) this.choose(null);
      else return;
      event.preventDefault();
    }

    /** The nearest item in a direction; the one in the middle to begin with. */
    neighbour([dx, dy]) {
      if (this.chosen === null) return this.data.focus;
      const [x, y] = this.nodes.get(this.chosen).box;
      let best = [Infinity, this.chosen];
      for (const node of this.nodes.values()) {
        if (this.set.get(node.id).hidden) continue;
        const [along, across] = [(node.box[0] - x) * dx + (node.box[1] - y) * dy, Math.abs((node.box[0] - x) * dy + (node.box[1] - y) * dx)];
        const far = along + 3 * across;
        if (along > 5 && far < best[0]) best = [far, node.id];
      }
      return best[1];
    }
  }

  function counted(number, noun) {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
  }

  function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  }

  function anchor(text, href) {
    const made = element("a", text);
    made.href = href;
    return made;
  }

  for (const root of document.querySelectorAll(".dv-figure")) new Picture(root).start();
})();
