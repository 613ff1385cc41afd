// Labels on the picture: one size on the screen at every zoom, the foremost first, and none over another.
const labelLength = 12;
const foremost = 24;

const makeLabels = (network, places) => {
  const widths = new Map();
  const widthOf = (context, text, font) => {
    const key = `${font} ${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
  // Boxes are kept in cells, so that a label is compared with its neighbours only.
  const makeRoom = () => {
    const cells = new Map();
    const size = 120;
    const over = ([left, top, right, bottom]) => {
      const keys = [];
      for (let x = Math.floor(left / size); x <= right / size; x += 1) {
        for (let y = Math.floor(top / size); y <= bottom / size; y += 1) keys.push(`${x} ${y}`);
      }
      return keys;
    };
    const take = (box, keys = over(box)) => {
      for (const key of keys) {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
      }
    };
    const find = (box) => {
      const keys = over(box);
      const hit = ([left, top, right, bottom]) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1];
      if (keys.some((key) => (cells.get(key) || []).some(hit))) return false;
      take(box, keys);
      return true;
    };
    return { take, find };
  };

  return (context, ranks, faint) => {
    const scale = network.getScale();
    const { clientWidth, clientHeight } = network.canvas.frame;
    const room = makeRoom();
    context.save();
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    const inView = ({ x, y }) => x > -80 && y > -40 && x < clientWidth + 80 && y < clientHeight + 20;
    const seen = ranks.map((rank) => ({ rank, ...network.canvasToDOM(places[rank]) })).filter(inView);
    // The foremost are named whatever small marks that covers; after them a label covers no mark but a pale one.
    const marked = ({ rank, x, y }) => {
      const radius = drawing.nodes[rank].size * scale * 0.7;
      if (!faint(rank)) room.take([x - radius, y - radius, x + radius, y + radius]);
    };
    const first = seen.slice(0, foremost);
    const rest = seen.slice(foremost);
    const write = ({ rank, x, y }) => {
      const name = nameOf(rank);
      const text = shorten(name, labelLength * (hasHan(name) ? 1 : 2));
      const strong = rank === state.selected;
      const pixels = strong ? 16 : rank < foremost ? 14 : 12.5;
      const weight = strong ? "700 " : "";
      const width = widthOf(context, text, `${weight}${pixels}px ${face}`);
      const radius = drawing.nodes[rank].size * scale;
      const tops = [y + radius + 4, y - radius - pixels - 4];
      const top = tops.find((it) => room.find([x - width / 2 - 4, it - 2, x + width / 2 + 4, it + pixels + 3]));
      if (top === undefined) return;
      context.font = `${weight}${pixels / scale}px ${face}`;
      context.lineWidth = 4 / scale;
      context.strokeStyle = ground();
      context.fillStyle = faint(rank) ? pale() : ink();
      const at = network.DOMtoCanvas({ x, y: top });
      context.strokeText(text, at.x, at.y);
      context.fillText(text, at.x, at.y);
    };
    for (const one of first) {
      marked(one);
      write(one);
    }
    rest.forEach(marked);
    rest.forEach(write);
    context.restore();
  };
};
