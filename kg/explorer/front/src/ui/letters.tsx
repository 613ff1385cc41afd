// Characters of a document: what would hide or reorder the words around it shows its code instead.
import { runs } from "../data/segments";

export const Letters = ({ text }: { text: string }) => (
  <>{runs(text).map((it) => (it.control === "" ? it.text : <span class="control">{it.control}</span>))}</>
);
