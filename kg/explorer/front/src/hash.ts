// The state of the page stands in the hash of its address: a link opens what its sender saw, and back and forward work.
// A field is a signal with a name there; a module that has state of its own declares its fields beside its code.
import { batch, effect, signal, untracked, type Signal } from "@preact/signals";

interface Field {
  name: string;
  write(): string | null; // null: as it was at first, so that it need not stand in the address
  read(value: string | null): void;
  passing: boolean;
}

const fields: Field[] = [];

export interface Form<T> {
  write(value: T): string;
  read(text: string): T; // throws, or gives the value; what it throws on is taken as not said
  // Changes too often, or says too little, for a step of its own in the history: it replaces the step at hand.
  passing?: boolean;
}

export const field = <T>(name: string, first: T, form: Form<T>): Signal<T> => {
  const value = signal(first);
  const initial = form.write(first);
  fields.push({
    name,
    passing: form.passing ?? false,
    write: () => {
      const written = form.write(value.value);
      return written === initial ? null : written;
    },
    read: (text) => {
      try {
        value.value = text === null ? first : form.read(text);
      } catch {
        value.value = first;
      }
    },
  });
  return value;
};

export const text: Form<string> = { write: (value) => value, read: (value) => value };
export const flag: Form<boolean> = { write: (value) => (value ? "1" : "0"), read: (value) => value === "1" };
export const oneOf = <T extends string>(known: readonly T[], passing = false): Form<T> => ({
  passing,
  write: (value) => value,
  read: (value) => {
    if (!known.includes(value as T)) throw new RangeError(value);
    return value as T;
  },
});

// Names and values as encodeURIComponent writes them, but for what is readable and safe in a fragment. It refuses half a
// character, which a cut may leave.
const encoded = (value: string): string =>
  encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/%(2F|2C|3A|40)/g, (code) => decodeURIComponent(code));

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

const written = (): [string, string][] =>
  fields.flatMap((it) => {
    const value = it.write();
    return value === null ? [] : [[it.name, value]];
  });

const hashOf = (values: [string, string][]): string => values.map(([name, value]) => `${name}=${encoded(value)}`).join("&");

// The address of the page as it is now, or as it would be with other values of some fields, "" for none.
export const address = (changes: Record<string, string> = {}): string => {
  // Untracked: a link is not worth drawing its whole list again at every step.
  const values = new Map([...untracked(written), ...Object.entries(changes)]);
  return `${location.href.split("#")[0]}#${hashOf([...values].filter(([, value]) => value !== ""))}`;
};

const arrive = (): void => {
  const values = new Map(
    location.hash
      .slice(1)
      .split("&")
      .filter((pair) => pair.includes("="))
      .map((pair) => [pair.slice(0, pair.indexOf("=")), decoded(pair.slice(pair.indexOf("=") + 1))]),
  );
  batch(() => fields.forEach((it) => it.read(values.get(it.name) ?? null)));
};

// While it is true nothing is written: what passes on the way, as a handle is dragged, is no step in the history.
export const held = signal(false);

// Read the address now and whenever it changes, and write it whenever a field does.
export const keepAddress = (): void => {
  arrive();
  // In a notebook the page is a frame without an address, and browsers refuse to write it one.
  if (location.protocol === "about:") return;
  let steps = "";
  const lasting = () => hashOf(written().filter(([name]) => !fields.find((it) => it.name === name)!.passing));
  steps = lasting();
  effect(() => {
    const hash = `#${hashOf(written())}`;
    if (held.value) return;
    const now = lasting();
    if (hash === (location.hash || "#")) return;
    if (now === steps) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    steps = now;
  });
  addEventListener("popstate", () => {
    arrive();
    steps = lasting();
  });
};
