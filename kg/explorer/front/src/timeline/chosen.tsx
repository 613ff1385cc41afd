// The phrases of the timeline: those shown, each with a way to take it off, and a field to add one.
import { tongue } from "../tongue";
import { Chooser } from "../ui/chooser";
import { nameOf } from "../ui/names";
import { Way } from "../ui/way";
import { drawn, MOST, phrases } from "./series";

const words = tongue({
  zh: { add: "添加提法", remove: (name: string) => `移除：${name}`, foremost: "恢复默认", shown: "所示提法", full: `最多 ${MOST} 个` },
  en: { add: "Add a phrase", remove: (name: string) => `Remove ${name}`, foremost: "Foremost phrases", shown: "Phrases shown", full: `${MOST} at most` },
});

export const Chosen = () => (
  <div class="phrases-shown">
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
      <Chooser label={words.value.add} name="phrase" chosen={null}
        choose={(row) => row !== null && (phrases.value = [...new Set([...drawn.value, row])])} />
    ) : <small>{words.value.full}</small>}
    {phrases.value.length > 0 && (
      <button type="button" class="plain" data-do="foremost" onClick={() => (phrases.value = [])}>{words.value.foremost}</button>
    )}
  </div>
);
