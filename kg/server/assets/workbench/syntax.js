// Mark the first line that is no SPARQL. YASQE's own mark builds markup with a style attribute, which the policy refuses.
import { element, say } from "./words.js";

function mark({ errorMsg, possibleCurrent }) {
  const expected = (possibleCurrent ?? []).join(" ");
  const why = errorMsg || (expected ? say(`此处应为：${expected}`, `Expected here: ${expected}`) : say("此行有误", "This line is invalid"));
  return element("span", { class: "mistake", role: "img", "aria-label": why, title: why }, "!");
}

export function checkSyntax() {
  this.queryValid = true;
  this.clearGutter("gutterErrorBar");
  const lines = this.getDoc();
  for (let line = 0; line < lines.lineCount(); line += 1) {
    const { state } = this.getTokenAt({ line, ch: lines.getLine(line).length }, true);
    this.setOption("queryType", state.queryType);
    if (state.OK === false) {
      this.setGutterMarker(line, "gutterErrorBar", mark(state));
      this.queryValid = false;
      return;
    }
  }
}
