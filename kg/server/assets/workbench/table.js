// The answer as a table: every cell is built as text, our IRIs link to this server's pages.
import { address, label, learn, named, short, typeName } from "./names.js";
import { element, number, say, zh } from "./words.js";

const SIZE = 100;
const LANGUAGE = zh ? "zh" : "en";
const NUMERIC = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const DATE = /^[0-9]{4}(-[0-9]{2}){0,2}$/;

function cell(term) {
  if (!term) return element("td");
  if (term.type === "uri") return element("td", {}, link(term.value));
  if (term.type === "bnode") return element("td", { class: "soft" }, `_:${term.value}`);
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    return element("td", {}, "<< ", ...[subject, predicate, object].flatMap((it) => [...cell(it).childNodes, " "]), ">>");
  }
  const tag = term["xml:lang"] ? `@${term["xml:lang"]}` : null;
  const type = term.datatype ? short(term.datatype) : undefined;
  const looks = NUMERIC.test(term.datatype ?? "") ? "number" : DATE.test(term.value) ? "date" : undefined;
  const made = element("td", { class: looks, title: type }, term.value);
  if (tag) made.append(" ", element("small", {}, tag));
  return made;
}

export function link(iri) {
  const where = address(iri);
  const text = named(iri) ?? label(iri, LANGUAGE) ?? short(iri);
  const shown = element(where ? "a" : "span", { href: where ?? undefined, title: iri, "data-iri": iri }, text);
  if (where && !where.startsWith("/")) shown.rel = "noreferrer external";
  return shown;
}

// Write the names of the entities that are shown in place of the IRIs' short form.
async function name(root) {
  const shown = [...root.querySelectorAll("[data-iri]")];
  await learn(shown.map((it) => it.dataset.iri));
  for (const it of shown) it.textContent = named(it.dataset.iri) ?? it.textContent;
}

const order = (a, b) =>
  NUMERIC.test(a?.datatype ?? "") && NUMERIC.test(b?.datatype ?? "")
    ? Number(a.value) - Number(b.value)
    : (a?.value ?? "").localeCompare(b?.value ?? "", LANGUAGE);

class View {
  constructor(root, variables, rows, headings) {
    Object.assign(this, { root, variables, all: rows, rows, headings, page: 0, sorted: null, down: false });
    this.filter = element("input", { type: "search", placeholder: say("筛选", "Filter"), "aria-label": say("筛选结果", "Filter the results") });
    this.filter.addEventListener("input", () => this.narrow());
    this.pager = element("span", { class: "pager" });
    this.table = element("table");
    const bar = element("div", { class: "bar" }, this.filter, this.pager);
    root.append(bar, element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("结果", "Results") }, this.table));
    bar.hidden = rows.length < 2;
    this.draw();
  }

  narrow() {
    const words = this.filter.value.trim().toLowerCase();
    const fits = (term) => term && `${term.value} ${named(term.value) ?? ""}`.toLowerCase().includes(words);
    this.rows = words ? this.all.filter((row) => this.variables.some((it) => fits(row[it]))) : this.all;
    this.page = 0;
    this.draw();
  }

  sort(variable) {
    this.down = this.sorted === variable && !this.down;
    this.sorted = variable;
    const way = this.down ? -1 : 1;
    this.all = [...this.all].sort((a, b) => way * order(a[variable], b[variable]));
    this.narrow();
  }

  draw() {
    const heads = this.variables.map((it) => {
      const sort = element("button", { type: "button", title: `?${it}` }, this.headings[it] ?? it);
      sort.addEventListener("click", () => this.sort(it));
      const way = this.sorted === it ? (this.down ? "descending" : "ascending") : undefined;
      const type = this.all[0]?.[it]?.datatype ?? "";
      return element("th", { scope: "col", "aria-sort": way, class: NUMERIC.test(type) ? "number" : undefined }, sort);
    });
    const first = this.page * SIZE;
    const body = this.rows.slice(first, first + SIZE).map((row) => element("tr", {}, ...this.variables.map((it) => cell(this.read(it, row[it])))));
    this.table.replaceChildren(element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body));
    this.turn(first);
    name(this.table);
  }

  // The stored questions give a relation by the local name of its property.
  read(variable, term) {
    const relation = variable === "relation" && this.headings.relation && term?.type === "literal";
    return relation ? { ...term, value: typeName(term.value) } : term;
  }

  turn(first) {
    const to = (step, text) => {
      const made = element("button", { type: "button", disabled: step < 0 ? first === 0 : first + SIZE >= this.rows.length }, text);
      made.addEventListener("click", () => {
        this.page += step;
        this.draw();
      });
      return made;
    };
    const range = `${number(Math.min(first + 1, this.rows.length))}–${number(Math.min(first + SIZE, this.rows.length))} / ${number(this.rows.length)}`;
    this.pager.replaceChildren(to(-1, "‹"), ` ${range} `, to(1, "›"));
    this.pager.hidden = this.all.length <= SIZE;
  }
}

// YASR's own parser fills in {{…}} in literals and its table builds markup; this reads the answer itself.
export function table(headings) {
  return class {
    priority = 10;
    label = say("表格", "Table");
    constructor(yasr) {
      this.yasr = yasr;
    }
    canHandleResults() {
      return Boolean(this.yasr.results?.tifa?.variables);
    }
    draw() {
      const { variables, rows } = this.yasr.results.tifa;
      new View(this.yasr.resultsEl, variables, rows, headings());
    }
  };
}

// The answer to an ASK; YASR's own draws an icon with a style attribute, which the policy refuses.
export class Truth {
  priority = 10;
  hideFromSelection = true;
  constructor(yasr) {
    this.yasr = yasr;
  }
  canHandleResults() {
    return typeof this.yasr.results?.tifa?.truth === "boolean";
  }
  draw() {
    this.yasr.resultsEl.append(element("p", { class: "truth" }, this.yasr.results.tifa.truth ? say("是", "Yes") : say("否", "No")));
  }
}
