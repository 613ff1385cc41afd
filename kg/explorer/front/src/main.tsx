import { render } from "preact";
import { signal } from "@preact/signals";
const a = signal(1);
render(<p>{a}</p>, document.body);
