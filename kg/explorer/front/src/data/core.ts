// The core block, as the rest of the page knows it: the places of claims stand in the file as steps.
import type { Core, Said } from "./format";
import { unpack } from "./unpack";

const addUp = ({ document, start, end }: Said): void => {
  for (let row = 0; row < start.length; row += 1) {
    if (row > 0 && document[row] === document[row - 1]) start[row] += start[row - 1];
    end[row] += start[row];
  }
};

export const core = async (): Promise<Core> => {
  const found = await unpack<Core>("core");
  addUp(found.claims);
  addUp(found.figures);
  return found;
};
