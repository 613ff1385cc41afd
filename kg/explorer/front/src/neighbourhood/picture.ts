// What pyvis wrote into the page: the foremost entities with their places, and the options of the drawing.

interface Written {
  nodes: { id: number; x: number; y: number; size: number }[];
  options: Record<string, unknown>;
}

let read: Written | null = null;
const written = (): Written => {
  read ??= JSON.parse(document.getElementById("picture")?.textContent ?? '{"nodes":[],"options":{}}') as Written;
  return read;
};

export const foremost = (): Written["nodes"] => written().nodes;
export const options = (): Written["options"] => written().options;
