// A button that puts a text on the clipboard and says so.
import { useState } from "preact/hooks";
import { tongue } from "../tongue";
import { copy } from "./copy";

const words = tongue({ zh: { done: "已复制", failed: "浏览器不让复制" }, en: { done: "Copied", failed: "The browser does not allow it" } });

export const Copier = ({ text, label, class: name = "plain" }: { text: () => string | Promise<string>; label: string; class?: string }) => {
  const [told, setTold] = useState("");
  const run = async (event: MouseEvent) => {
    const button = event.currentTarget as HTMLElement;
    const done = await copy(await text());
    button.focus({ preventScroll: true });
    setTold(done ? words.value.done : words.value.failed);
    setTimeout(() => setTold(""), 2500);
  };
  return (
    <>
      <button type="button" class={name} data-do="copy" onClick={run}>{label}</button>
      <span class="told" role="status">{told}</span>
    </>
  );
};
