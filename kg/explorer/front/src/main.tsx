import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { core } from "./data/core";
import { Graph } from "./data/graph";
import { Texts } from "./data/texts";
import { keepAddress } from "./hash";
import { watchNotes } from "./notes/notes";
import { dark, followLanguage, start } from "./state";
import { lang } from "./tongue";
import { said, watchTrouble } from "./trouble";

const begin = async (): Promise<void> => {
  watchTrouble();
  const graph = new Graph(await core());
  start(graph, new Texts(graph));
  followLanguage();
  keepAddress();
  watchNotes();
  effect(() => {
    document.documentElement.dataset.theme = dark.value ? "dark" : "light";
  });
  const host = document.getElementById("app")!;
  host.replaceChildren();
  render(<App />, host);
  requestAnimationFrame(() => {
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  });
};

// Without its core the page has no state: the language is read where it would have been.
const giveUp = (error: unknown): void => {
  const asked = /[?#&]lang=(zh|en)/.exec(location.search + location.hash)?.[1];
  lang.value = (asked ?? document.documentElement.lang).startsWith("zh") ? "zh" : "en";
  document.getElementById("waiting")!.textContent = said(error);
  console.error(error);
};

begin().catch(giveUp);
