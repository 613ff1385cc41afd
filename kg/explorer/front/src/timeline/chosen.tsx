// The phrases of the timeline: those shown, each with a way to take it off, and a field to add one.
import { graph } from "../state";
import { sieve } from "../sieve";
import { tongue } from "../tongue";
import { className, nameOf } from "../ui/names";
import { Picker, type Choice } from "../ui/picker";
import { Way } from "../ui/way";
import { drawn, MOST, phrases } from "./series";

const words = tongue({
  zh: { add: "添加提法", remove: (name: string) => `移除：${name}`, foremost: "恢复默认", shown: "所示提法", full: `最多 ${MOST} 个` },
  en: { add: "Add a phrase", remove: (name: string) => `Remove ${name}`, foremost: "Foremost phrases", shown: "Phrases shown", full: `${MOST} at most` },
});

// Entities that pass and whose names hold a text, the foremost first.
export const findEntities = (text: string): Choice[] => {
  const g = graph();
  const wanted = text.trim().toLowerCase();
  const found: Choice[] = [];
  for (let row = 0; row < g.size && found.length <= 40; row += 1) {
    if (!sieve.value.entities[row]) continue;
    const names = [g.core.entities.zh[row], g.en.get(row) ?? "", ...(g.names.get(row) ?? [])];
    if (names.some((it) => it.toLowerCase().includes(wanted))) {
      found.push({ key: String(row), text: nameOf(row), more: className(g.core.entities.type[row]) });
    }
  }
  return found;
};

export const Chosen = () => (
  <div class="chosen">
    <ul aria-label={words.value.shown}>
      {drawn.value.map((row) => (
        <li key={row}>
          <Way row={row} most={24} />
          <button type="button" class="remove" data-remove={row} aria-label={words.value.remove(nameOf(row))} title={words.value.remove(nameOf(row))}
            onClick={() => (phrases.value = drawn.value.filter((it) => it !== row))}>×</button>
        </li>
      ))}
    </ul>
    {drawn.value.length < MOST ? (
      <Picker label={words.value.add} name="phrase" chosen={null} find={findEntities}
        choose={(key) => (phrases.value = [...new Set([...drawn.value, Number(key)])])} />
    ) : <small>{words.value.full}</small>}
    {phrases.value.length > 0 && (
      <button type="button" class="plain" data-do="foremost" onClick={() => (phrases.value = [])}>{words.value.foremost}</button>
    )}
  </div>
);
