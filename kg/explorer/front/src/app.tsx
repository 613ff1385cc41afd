// The frame of the page: head, views, filters, the view at hand, the time bar, the reading panel.
import type { ComponentType } from "preact";
import "./styles/base.css";
import "./styles/frame.css";
import { About } from "./about";
import { Compare } from "./compare";
import { Coverage } from "./coverage";
import { Chips, drawer, Filters } from "./filters";
import { Neighbourhood } from "./neighbourhood";
import { OverviewView } from "./overview";
import { NotesView } from "./notes";
import { Panel } from "./panel";
import { Paths } from "./paths";
import { count, filtered, sieve } from "./sieve";
import { Search } from "./search";
import { toView } from "./narrow";
import { dark, graph, missing, speak, theme, view, VIEWS, type View } from "./state";
import { Table } from "./table";
import { TimeBar } from "./timebar";
import { Timeline } from "./timeline";
import { lang, number, times, tongue } from "./tongue";
import { said, trouble } from "./trouble";

const words = tongue({
  zh: {
    title: "提法图谱",
    skip: "跳到阅读栏",
    views: "视图",
    overview: "总览", neighbourhood: "邻域", table: "表格", timeline: "时间线", coverage: "覆盖", paths: "路径",
    compare: "比较", notes: "批注", about: "来源",
    filters: "筛选",
    site: "站点",
    language: "English",
    toDark: "深色", toLight: "浅色",
    counts: (d: number, e: number, c: number, f: number) =>
      `${number(d)} 篇文献　${number(e)} 个实体　${number(c)} 条关系　${number(f)} 项数据`,
    left: (e: number, s: number) => `筛选后：${number(e)} 个实体、${number(s)} 条陈述`,
    missing: (what: string) => `这份图谱里没有：${what}`,
    close: "关闭",
  },
  en: {
    title: "Tifa graph",
    skip: "Skip to the reading panel",
    views: "Views",
    overview: "Overview", neighbourhood: "Neighbourhood", table: "Table", timeline: "Timeline", coverage: "Coverage",
    paths: "Paths", compare: "Compare", notes: "Notes", about: "About",
    filters: "Filters",
    site: "Site",
    language: "中文",
    toDark: "Dark", toLight: "Light",
    counts: (d: number, e: number, c: number, f: number) =>
      [times(d, "document"), times(e, "entity", "entities"), times(c, "relation"), times(f, "figure")].join(" · "),
    left: (e: number, s: number) => `After filters: ${times(e, "entity", "entities")}, ${times(s, "claim")}`,
    missing: (what: string) => `This graph does not have ${what}`,
    close: "Close",
  },
});

const SHOWN: Record<View, ComponentType> = {
  overview: OverviewView, neighbourhood: Neighbourhood, table: Table, timeline: Timeline, coverage: Coverage,
  paths: Paths, compare: Compare, notes: NotesView, about: About,
};

// `kg serve` shows this page among its others; a file on a disk has no site around it.
const served = location.pathname === "/explorer";

const Head = () => {
  const { counts } = graph().core.origin;
  return (
    <header class="head">
      <h1>{words.value.title}</h1>
      {served && <a class="site" href="/">{words.value.site}</a>}
      <p class="counts">{words.value.counts(counts.documents, counts.entities, counts.relations, counts.figures)}</p>
      <Search />
      <button type="button" class="quiet" lang={lang.value === "zh" ? "en" : "zh-CN"} data-do="language"
        onClick={() => speak(lang.value === "zh" ? "en" : "zh")}>{words.value.language}</button>
      <button type="button" class="quiet" data-do="theme"
        onClick={() => (theme.value = dark.value ? "light" : "dark")}>{dark.value ? words.value.toLight : words.value.toDark}</button>
    </header>
  );
};

const Views = () => (
  <nav class="views" aria-label={words.value.views}>
    <div class="tabs">
      {VIEWS.map((it) => (
        <button type="button" data-view={it} aria-current={view.value === it ? "page" : undefined}
          onClick={(event) => {
            view.value = it;
            event.currentTarget.scrollIntoView({ block: "nearest", inline: "center" });
            toView();
          }}>
          {words.value[it]}
        </button>
      ))}
    </div>
    <button type="button" class="filters-toggle" aria-expanded={drawer.value} aria-controls="filters"
      onClick={() => (drawer.value = !drawer.value)}>{words.value.filters}</button>
  </nav>
);

const Notice = () => (
  <div class="notice">
    <div role="alert">
      {trouble.value !== null && (
        <p>
          {said(trouble.value.error)}{" "}
          <button type="button" class="plain" onClick={() => (trouble.value = null)}>{words.value.close}</button>
        </p>
      )}
    </div>
    <div role="status">
      {missing.value !== null && (
        <p>
          {words.value.missing(missing.value.slice(0, 200))}{" "}
          <button type="button" class="plain" onClick={() => (missing.value = null)}>{words.value.close}</button>
        </p>
      )}
      {filtered.value && <p class="left">{words.value.left(count(sieve.value.entities), count(sieve.value.claims))}</p>}
    </div>
    <Chips />
  </div>
);

export const App = () => {
  const Shown = SHOWN[view.value];
  return (
    <div class="frame" data-view={view.value}>
      <a class="skip" href="#panel" onClick={(event) => {
        // The hash is the page's state: the jump must not write into it.
        event.preventDefault();
        document.getElementById("panel")?.focus();
      }}>{words.value.skip}</a>
      <Head />
      <Views />
      <Notice />
      <div class="body">
        <Filters />
        <main class="view" id="view" tabIndex={-1}><Shown /></main>
        <TimeBar />
        <Panel />
      </div>
    </div>
  );
};
