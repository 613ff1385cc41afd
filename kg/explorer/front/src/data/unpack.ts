// Reads what the page carries: base64 of gzip of JSON, in script elements that the browser does not run.

const bytes = (base64: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(base64);
  const found = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) found[at] = binary.charCodeAt(at);
  return found;
};

// A block that is missing or broken.
export class Unreadable extends Error {
  constructor(id: string, cause: unknown) {
    super(`the block ${id} of this page cannot be read (${String(cause)})`);
  }
}

export const unpack = async <T>(id: string): Promise<T> => {
  try {
    const packed = new Blob([bytes(document.getElementById(id)!.textContent ?? "")]).stream();
    return (await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).json()) as T;
  } catch (error) {
    throw new Unreadable(id, error);
  }
};
