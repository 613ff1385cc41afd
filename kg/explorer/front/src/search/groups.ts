// What was found, as it is listed: entities by class, then documents.
import { graph } from "../state";
import { indexes, type Hit } from "./names";

// So many of a class are listed; the rest is counted.
export const MOST = 5;

export interface Group {
  type: number | null; // the class of these entities; null: documents
  hits: Hit[];
  count: number;
}

const entityGroups = (hits: Hit[]): Group[] => {
  const groups = new Map<number, Group>();
  for (const hit of hits) {
    const type = graph().core.entities.type[hit.owner];
    const group = groups.get(type);
    if (group === undefined) groups.set(type, { type, hits: [hit], count: 1 });
    else {
      group.count += 1;
      if (group.hits.length < MOST) group.hits.push(hit);
    }
  }
  return [...groups.values()];
};

// The class of the best hit comes first. `documents`: how many of these are listed.
export const grouped = (text: string, documents: number): Group[] => {
  const { entities, titles } = indexes();
  const found = titles.search(text);
  const titled = found.length > 0 ? [{ type: null, hits: found.slice(0, documents), count: found.length }] : [];
  return [...entityGroups(entities.search(text)), ...titled];
};
