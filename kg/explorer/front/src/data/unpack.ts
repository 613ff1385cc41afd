// Reads what the page carries: base64 of gzip of JSON, in script elements that the browser does not run.

const bytes = (base64: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(base64);
  const found = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) found[at] = binary.charCodeAt(at);
  return found;
};

export const unpack = async <T>(id: string): Promise<T> => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no block ${id}`);
  const packed = new Blob([bytes(element.textContent ?? "")]).stream();
  return (await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).json()) as T;
};
