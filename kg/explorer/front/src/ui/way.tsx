// A way to an entity: its mark and name, as a link that can be copied.
import type { ComponentChildren } from "preact";
import { address } from "../hash";
import { openEntity } from "../reading";
import { graph } from "../state";
import { Mark } from "./mark";
import { nameOf } from "./names";
import { Phrase } from "./phrase";

// Runs instead of the link where it is clicked plainly; a new tab is the browser's own affair.
export const plainly = (go: () => void) => (event: MouseEvent) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go();
};

export const Way = ({ row, most = 60, text, children }: { row: number; most?: number; text?: string; children?: ComponentChildren }) => (
  <a class="way" href={address({ entity: graph().core.entities.iri[row], claim: "", document: "", pair: "" })} data-row={row}
    onClick={plainly(() => openEntity(row))}>
    <Mark type={graph().core.entities.type[row]} />
    <Phrase text={text ?? nameOf(row)} most={most} />
    {children}
  </a>
);
