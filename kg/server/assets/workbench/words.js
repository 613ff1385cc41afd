// What the page says, in the reader's language.
export const zh = document.documentElement.lang !== "en";
export const say = (chinese, english) => (zh ? chinese : english);
export const number = (value) => value.toLocaleString(zh ? "zh-CN" : "en");

// Make an element: text is always text, never markup.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}
