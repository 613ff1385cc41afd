// A button that puts a text on the clipboard and says so.
import { useState } from "preact/hooks";
import { tongue } from "../tongue";

const words = tongue({ zh: { done: "已复制", failed: "浏览器不让复制" }, en: { done: "Copied", failed: "The browser does not allow it" } });

// For pages from disk in browsers that count them as no secure context.
const byHand = (text: string): boolean => {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
  }
};

export const copied = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text);
  }
};

export const Copy = ({ text, label, class: name = "plain" }: { text: () => string | Promise<string>; label: string; class?: string }) => {
  const [told, setTold] = useState("");
  const copy = async (event: MouseEvent) => {
    const button = event.currentTarget as HTMLElement;
    const done = await copied(await text());
    button.focus({ preventScroll: true });
    setTold(done ? words.value.done : words.value.failed);
    setTimeout(() => setTold(""), 2500);
  };
  return (
    <>
      <button type="button" class={name} data-do="copy" onClick={copy}>{label}</button>
      <span class="told" role="status">{told}</span>
    </>
  );
};
