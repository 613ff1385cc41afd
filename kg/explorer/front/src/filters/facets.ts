// The filters by what they choose from: their options, with names and counts.
import { FACETS, type Facet } from "../sieve";
import { graph } from "../state";
import { named, tongue } from "../tongue";
import { className, issuedOf, propertyName, titleOf } from "../ui/names";
import { tally } from "./tally";

export const words = tongue({
  zh: {
    classes: "类别", relations: "关系", places: "地区", levels: "层级", publishers: "发布者", documents: "文献",
    confidence: "置信度", scope: "范围", lens: "透镜", time: "时间", name: "名称",
    unknown: "未注明",
    any: "不限", atLeast: (value: string) => `≥ ${value}`,
    claimsOnly: "仅有陈述的实体", mentionsToo: "也含仅被提及的实体",
    single: "仅一篇文献", unsure: "存疑", conflict: "数字不一",
    noLens: "全部陈述",
  },
  en: {
    classes: "Class", relations: "Relation", places: "Place", levels: "Level", publishers: "Publisher", documents: "Document",
    confidence: "Confidence", scope: "Scope", lens: "Lens", time: "Time", name: "Name",
    unknown: "not known",
    any: "any", atLeast: (value: string) => `≥ ${value}`,
    claimsOnly: "Claims only", mentionsToo: "Mentions too",
    single: "One document", unsure: "Unsure", conflict: "Figures disagree",
    noLens: "Every claim",
  },
});

export const ORDER: readonly Facet[] = ["classes", "relations", "places", "levels", "publishers", "documents"];

export const nameIn = (facet: Facet, row: number): string => {
  const { core } = graph();
  if (row < 0) return words.value.unknown;
  switch (facet) {
    case "classes": return className(row);
    case "relations": return propertyName(row);
    case "places": return named(core.places[row].name);
    case "levels": return named(core.levels[row].label);
    case "publishers": return named(core.publishers[row]);
    case "documents": return titleOf(row);
  }
};

export interface Choice { row: number; name: string; aside: string; count: number; chosen: boolean }

// The most telling first; what is chosen has its place among them, so that nothing moves under the reader's hand.
export const choices = (facet: Facet): Choice[] => {
  const counts = tally.value[facet];
  const chosen = FACETS[facet].value;
  // What an address asks for and no document has is offered all the same: it can be dropped again.
  const rows = new Map([...[...chosen].map((row): [number, number] => [row, 0]), ...counts]);
  return [...rows]
    .map(([row, count]): Choice => ({
      row, count, name: nameIn(facet, row), aside: facet === "documents" ? issuedOf(row) : "", chosen: chosen.has(row),
    }))
    .sort((a, b) => b.count - a.count || a.row - b.row);
};

export const toggle = (facet: Facet, row: number): void => {
  const set = new Set(FACETS[facet].value);
  if (!set.delete(row)) set.add(row);
  FACETS[facet].value = set;
};
