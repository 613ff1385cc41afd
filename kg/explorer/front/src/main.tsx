import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { core } from "./data/core";
import { Graph } from "./data/graph";
import { Texts } from "./data/texts";
import { keepAddress } from "./hash";
import { watchNotes } from "./notes/notes";
import { dark, followLanguage, start } from "./state";

const begin = async (): Promise<void> => {
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

void begin();
