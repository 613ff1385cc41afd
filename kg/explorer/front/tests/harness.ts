// The overview alone on a page, for tests and benchmarks: columns from the page's JSON, the calls that it makes kept in a list.
import { Overview, type OverviewData } from "../src/overview/overview.ts";

const given = JSON.parse(document.getElementById("data")!.textContent!);
const data: OverviewData = {
  x: Int32Array.from(given.x),
  y: Int32Array.from(given.y),
  type: Uint8Array.from(given.type),
  degree: Uint32Array.from(given.degree),
  community: Int32Array.from(given.community),
  from: Uint32Array.from(given.from),
  to: Uint32Array.from(given.to),
  weight: Uint16Array.from(given.weight),
  communities: given.communities,
  looks: given.looks,
  label: (row) => given.labels[row],
};
const heard: unknown[][] = [];
const overview = new Overview(document.getElementById("host")!, data, {
  pick: (row) => heard.push(["pick", row]),
  pickLink: (link) => heard.push(["pickLink", link]),
  hover: (row, link) => heard.push(["hover", row, link]),
  moved: () => {
    document.documentElement.dataset.ready = "1";
  },
});
Object.assign(window, { overview, heard, data });
