// Text of a document or of the ontology: its language told, its direction its own.
import { shorten, written } from "../tongue";

export const Phrase = ({ text, most = 120, class: name }: { text: string; most?: number; class?: string }) => (
  <span lang={written(text)} dir="auto" class={name} title={[...text.slice(0, most + 1)].length > most ? text.slice(0, 400) : undefined}>
    {shorten(text, most)}
  </span>
);
