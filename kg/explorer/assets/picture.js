// The picture: vis-network over the entities drawn so far, positions preset, no physics.
const places = drawing.nodes.map(({ x, y }) => ({ x, y }));
const atOnce = 30;

const makePicture = ({ onSelect, onPair, onHover }) => {
  const first = () => new Set(drawing.nodes.slice(0, drawing.shown).map(({ id }) => id));
  let drawn = first();
  let related = null;
  let open = new Set();
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const given = new Map([nodes, edges].map((set) => [set, new Map()]));
  const container = document.getElementById("canvas");

  const faint = (rank) => related !== null && !related.has(rank);
  const node = (rank) => {
    const base = drawing.nodes[rank];
    const { type } = entities[rank];
    const { filled } = facts.classes[type];
    const colour = colourOf(type);
    const background = filled ? colour : ground();
    const chosen = { background, border: filled ? ink() : colour };
    return {
      ...base,
      ...places[rank],
      color: { background, border: colour, highlight: chosen, hover: chosen },
      opacity: faint(rank) ? 0.22 : 1,
    };
  };
  const edge = (base) => {
    const said = pairs.get(pairKey(base.from, base.to));
    const touches = state.selected !== null && (base.from === state.selected || base.to === state.selected);
    const crowded = state.selected !== null && around[state.selected].size > 12;
    const line = dark.matches ? ["#55565d", "#c9c5ba", "#303136"] : ["#c9c4b8", "#6b675e", "#ebe8e0"];
    const colour = touches ? line[1] : related === null ? line[0] : line[2];
    const label = [...new Set(said.map((claim) => propertyName(claim.property)))].join(say("separator"));
    return {
      ...base,
      color: { color: colour, hover: line[1], highlight: line[1] },
      width: Math.min(1.3 + Math.log2(said.length), 5),
      label: touches && !crowded ? label : "",
      font: { size: 12, face, color: ink(), strokeWidth: 4, strokeColor: ground(), align: "horizontal" },
    };
  };
  const isOpen = (rank) => drawn.has(rank) && !state.off.has(entities[rank].type);

  // Only what differs goes to vis-network: it works out each item that it is given anew.
  const change = (set, kept, items) => {
    const gone = set.getIds().filter((id) => !kept.has(id));
    for (const id of gone) given.get(set).delete(id);
    set.remove(gone);
    const differs = (item) => {
      const seen = JSON.stringify(item);
      const old = given.get(set).get(item.id);
      given.get(set).set(item.id, seen);
      return old !== seen;
    };
    set.update(items.filter(differs));
  };

  // Make what is drawn what it should be: one bulk change for nodes, one for edges.
  const sync = () => {
    open = new Set([...drawn].filter(isOpen));
    change(nodes, open, [...open].map(node));
    const lines = drawing.edges.filter(({ from, to }) => open.has(from) && open.has(to));
    const kept = new Set(lines.map(({ id }) => id));
    change(edges, kept, lines.map(edge));
  };

  // Newcomers stand around the one that brings them, each on the first free spot of a spiral.
  const bring = (ranks, centre) => {
    const taken = [...drawn].map((rank) => places[rank]);
    let seed = 3;
    for (const rank of ranks) {
      let spot = places[rank];
      for (; seed < 4000; seed += 1) {
        const radius = 46 * Math.sqrt(seed);
        const angle = seed * Math.PI * (3 - Math.sqrt(5));
        spot = { x: places[centre].x + 1.5 * radius * Math.cos(angle), y: places[centre].y + radius * Math.sin(angle) };
        if (taken.every(({ x, y }) => Math.abs(x - spot.x) > 110 || Math.abs(y - spot.y) > 46)) break;
      }
      places[rank] = spot;
      taken.push(spot);
      drawn.add(rank);
    }
  };
  const missing = (rank) => neighbours(rank).filter((other) => !drawn.has(other));
  const expand = (rank, most = atOnce) => {
    if (!drawn.has(rank)) {
      const anchor = neighbours(rank).find((other) => drawn.has(other));
      if (anchor === undefined) drawn.add(rank);
      else bring([rank], anchor);
    }
    bring(missing(rank).slice(0, most), rank);
  };

  sync();
  const network = new vis.Network(container, { nodes, edges }, drawing.options);
  const canvas = container.querySelector("canvas");
  canvas.setAttribute("role", "img");
  const whole = () => {
    network.fit({ animation: false });
    network.moveTo({ scale: network.getScale() * 0.93 });
    // On a narrow screen the whole would be unreadable: begin at the foremost entity instead.
    if (container.clientWidth < 600 && network.getScale() < 0.36 && nodes.length > 40) {
      network.moveTo({ position: places[0], scale: 0.36 });
    }
  };
  whole();
  const labels = makeLabels(network, places);
  let pointed = null;
  network.on("afterDrawing", (context) => {
    const order = [...open].sort((a, b) => a - b);
    if (related) order.sort((a, b) => related.has(b) - related.has(a));
    const ranks = [...new Set([pointed, state.selected, ...order])].filter((rank) => open.has(rank));
    labels(context, ranks, faint);
  });

  network.on("click", ({ nodes: [rank], edges: [line] }) => {
    if (rank !== undefined) onSelect(rank);
    else if (line !== undefined) onPair(edges.get(line));
  });
  for (const moving of ["dragging", "dragEnd"]) {
    network.on(moving, ({ nodes: moved }) => {
      for (const rank of moved) places[rank] = network.getPosition(rank);
    });
  }
  const at = ({ pointer }) => pointer.DOM;
  network.on("hoverNode", (event) => {
    pointed = event.node;
    onHover({ rank: event.node }, at(event));
  });
  network.on("blurNode", () => (pointed = null));
  network.on("hoverEdge", (event) => onHover({ pair: edges.get(event.edge) }, at(event)));
  for (const gone of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(gone, () => onHover(null));

  return {
    sync,
    whole,
    missing,
    expand,
    nodes,
    drawn: () => [...drawn].filter(isOpen).sort((a, b) => a - b),
    zoom: (by) => network.moveTo({ scale: network.getScale() * by }),
    reset: () => {
      drawn = first();
      drawing.nodes.forEach(({ x, y }, rank) => (places[rank] = { x, y }));
    },
    select: (rank, centre) => {
      related = rank === null ? null : new Set([rank, ...neighbours(rank)]);
      sync();
      if (rank === null || !isOpen(rank)) return network.unselectAll();
      network.selectNodes([rank], false);
      if (centre) network.moveTo({ position: places[rank], scale: Math.max(network.getScale(), 0.75) });
      return undefined;
    },
    describe: (text) => canvas.setAttribute("aria-label", text),
    spot: (rank) => network.canvasToDOM(places[rank]),
  };
};
